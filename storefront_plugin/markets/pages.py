"""What the host's pages say of their editions: head tags, Link header, switcher."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import Response, current_app, render_template, request
from markupsafe import Markup

from storefront_plugin.host import Host, Page
from storefront_plugin.markets.alternates import (
    Alternate,
    Placement,
    canonical_query,
    link_header,
    paths_by_edition,
    quoted,
)
from storefront_plugin.markets.edition import Edition, Editions
from storefront_plugin.markets.routing import PATH, edition
from storefront_plugin.web.parts import part
from storefront_plugin.web.visitors import MOUNT

log = logging.getLogger(__name__)

_PLACEMENT = "storefront.placement"


@dataclass(frozen=True, slots=True)
class BaseAddress:
    """Scheme and host of the shop as the merchant configured them; None in a shop under development."""

    url: str | None

    def here(self) -> str | None:
        """What absolute addresses begin with; None where it is not known and the Host header must not be believed."""
        mount: str = request.environ.get(MOUNT, "")
        if self.url:
            return self.url + mount
        return _told_host() + mount if current_app.debug or current_app.testing else None

    def absolute(self, path: str) -> str:
        """The absolute address of a path that url_for made, for somebody who must come back to it.

        Without a configured address it trusts the Host header: it is told to nobody but the one who sent that.
        """
        return (self.url or _told_host()) + path


def _told_host() -> str:
    return request.host_url.rstrip("/")


def storefront_head() -> Markup:
    """Canonical address, alternates and the plug-in's stylesheet, for the page's head."""
    placement = _placement()
    tags = render_template(
        "storefront/fragments/head.html",
        canonical=placement and placement.url(edition()),
        alternates=_alternates(),
        is_ours=_is_ours(),
    )
    # What the template writes unescaped was escaped by it.
    return Markup(tags)  # noqa: S704


def storefront_switcher() -> Markup:
    """Links to this page in the other editions; where one lacks it, to that edition's home."""
    placement = _placement()
    paths = placement.paths if placement else {}
    query = placement.query if placement else ""
    mount = request.environ.get(MOUNT, "")
    choices = [
        (each, mount + each.prefix + (quoted(paths[each.code]) + query if each.code in paths else "/"))
        for each in part(Editions).all
    ]
    links = render_template("storefront/fragments/switcher.html", choices=choices, current=edition())
    return Markup(links)  # noqa: S704 (as above)


def storefront_edition() -> Edition:
    """The edition of this request, for `lang`, `dir` and the like."""
    return edition()


def storefront_asset(name: str) -> str:
    """The address of one of our static files, the same in every edition."""
    return f"{request.environ.get(MOUNT, '')}/storefront/static/{name}"


def add_link_header(response: Response) -> Response:
    """The alternates as a Link header, on pages of the host that were found; any fault leaves the answer as it was."""
    try:
        is_page = response.mimetype == "text/html" and response.status_code == 200
        if is_page and request.method in ("GET", "HEAD") and (found := _alternates()):
            response.headers.add("Link", link_header(found))
    except Exception:
        log.exception("the Link header could not be made; the page goes without it")
    return response


def _alternates() -> list[Alternate]:
    placement = _placement()
    # A page that is not in this edition itself must not point to the others: the links would not be returned.
    return placement.alternates() if placement and edition().code in placement.paths else []


def _is_ours() -> bool:
    return (request.endpoint or "").startswith("storefront.")


def _placement() -> Placement | None:
    """Where this page stands in all editions; None for what is no page of the host, or has no known address."""
    environ = request.environ
    if _PLACEMENT not in environ:
        try:
            environ[_PLACEMENT] = _place()
        except Exception:
            # Kept as well, so that a fault of the host's answer is met and logged once for the whole page.
            log.exception("where this page stands could not be told; it names no other edition")
            environ[_PLACEMENT] = None
    found: Placement | None = environ[_PLACEMENT]
    return found


def _place() -> Placement | None:
    root = part(BaseAddress).here()
    if request.endpoint is None or _is_ours() or request.endpoint.endswith("static") or root is None:
        return None
    path = request.environ[PATH].encode("latin-1").decode("utf-8", "replace")
    told = part(Host).editions_of(Page(path, request.endpoint, request.view_args or {}))
    editions = part(Editions)
    query = canonical_query(request.query_string.decode("latin-1"))
    return Placement(editions, paths_by_edition(editions, path, told), root, query)
