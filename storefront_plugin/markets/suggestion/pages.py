"""The suggestion as a fragment of its own, fetched by a small script, so that the page itself can be cached."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote

from flask import Response, current_app, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from storefront_plugin.host import Host, Page
from storefront_plugin.markets.alternates import canonical_query, quoted
from storefront_plugin.markets.edition import Edition, Editions
from storefront_plugin.markets.negotiation import Negotiator
from storefront_plugin.markets.presence import paths_of
from storefront_plugin.markets.routing import edition, on_this_host
from storefront_plugin.markets.suggestion.fitting import suggested
from storefront_plugin.texts import Catalogues, Text, sf_
from storefront_plugin.web.parts import part
from storefront_plugin.web.routes import Routes
from storefront_plugin.web.visitors import MOUNT

pages = Routes()

COOKIE = "storefront_suggestion"
_DAYS_KEPT = 365
_LONGEST_PATH = 2_000


@pages.get("/suggestion")
def suggestion() -> ResponseReturnValue:
    """The edition that fits this visitor better than the one she reads, for the page at ?path=; 204 for none."""
    here, negotiator = edition(), part(Negotiator)
    address = _address(request.args)
    there = None
    if request.headers.get("Accept-Language") and COOKIE not in request.cookies:
        there = suggested(here, negotiator.decide_among_all(request.environ))
    response = _shown(there, address) if there else Response(status=204)
    response.headers["Vary"] = ", ".join((*negotiator.headers, "Cookie"))
    return response


@pages.post("/suggestion")
def refuse_suggestion() -> ResponseReturnValue:
    """Remember for a year that she would rather not be told, and show the page again."""
    mount = request.environ.get(MOUNT, "")
    response: Response = make_response(redirect(quoted(request.script_root) + _address(request.form), 303))
    response.set_cookie(
        COOKIE,
        "no",
        max_age=_DAYS_KEPT * 24 * 3600,
        path=mount or "/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def _shown(there: Edition, address: str) -> Response:
    catalogue = part(Catalogues).of(there.locale)

    def said(text: Text) -> str:
        return text.said_in(catalogue)

    fragment = render_template(
        "storefront/fragments/suggestion.html",
        there=there,
        url=_url(there, address),
        path=address,
        hint=said(
            sf_(
                "You can also shop here: %(language)s, prices in %(currency)s.",
                language=there.language_name,
                currency=there.market.currency,
            )
        ),
        label=said(sf_("Country and language")),
        refusal=said(sf_("No, thank you")),
        country=there.names_country(there.market.countries[0]),
    )
    return make_response(fragment)


def _url(there: Edition, address: str) -> str:
    """The same page there, by its own path; the home of the edition where the page does not exist in it."""
    editions = part(Editions)
    path, mark, query = address.partition("?")
    found = paths_of(_page(unquote(path)), editions, part(Host)).get(there.code)
    tail = "/" if found is None else quoted(found) + mark + query
    return editions.link(there, seen_from=edition()) + on_this_host(
        request.environ.get(MOUNT, "") + there.prefix + tail
    )


def _page(path: str) -> Page:
    adapter = current_app.create_url_adapter(request)
    try:
        endpoint, values = adapter.match(path, method="GET") if adapter else (None, {})
    except HTTPException:
        return Page(path)
    return Page(path, str(endpoint), dict(values))


def _address(given: Mapping[str, str]) -> str:
    """A path below the edition with its query, from a stranger: it begins with one slash, so that it stays here."""
    path, _, query = given.get("path", "")[:_LONGEST_PATH].partition("?")
    return quoted("/" + unquote(path).lstrip("/\\")) + canonical_query(query)
