"""The sticky edition: a visitor of an edition stays in it when she follows a link that was written by hand.

Stands before the middleware of editions, in WSGI, since the host's own hooks may replace a response. Only what has no
prefix is led by the cookie: an address that names an edition is answered as it is, to people and robots alike.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from flask import Flask, Request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException
from werkzeug.http import dump_cookie
from werkzeug.routing import RequestRedirect

from storefront_plugin.markets.adapters.exemptions import Exemptions
from storefront_plugin.markets.alternates import quoted
from storefront_plugin.markets.edition import Domain, Edition, Editions
from storefront_plugin.markets.negotiation import Negotiator
from storefront_plugin.markets.routing import on_this_host

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

COOKIE = "storefront_edition"
# A code needs no quotes; of several the first counts, as everywhere.
_kept_code = re.compile(rf"(?:^|;)\s*{COOKIE}=([^;\s]*)").search

# Told the status, it adds to the headers.
Change = Callable[[str, list[tuple[str, str]]], None]


class StickyEditions:
    """Reads and writes the visitor's cookie; the middleware of editions is the app behind it."""

    def __init__(
        self, app: WSGIApplication, *, host: Flask, editions: Editions, exemptions: Exemptions, negotiator: Negotiator
    ) -> None:
        self._app = app
        self._host = host
        self._editions = editions
        self._exemptions = exemptions
        self._negotiator = negotiator

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "") or "/"
        host = environ.get("HTTP_HOST", "")
        domain = self._editions.domain(host)
        edition, below = domain.split(path)
        if edition:
            if self._must_remember(edition, below, domain, environ):
                start_response = _changing(start_response, _remembering(environ, edition.code))
            return self._app(environ, start_response)
        # Where an edition has the host's own root no address is without one; and what has only moved was not written
        # by hand: the middleware behind us leads to the right address.
        if domain.root or self._editions.moved(path, host) or self._exemptions.has_path(_text(on_this_host(path))):
            return self._app(environ, start_response)
        kept = _kept(environ)
        if kept is None:
            return self._app(environ, _changing(start_response, self._as_without_the_cookie(environ)))
        return self._lead(environ, start_response, path, domain, kept)

    def _must_remember(self, edition: Edition, below: str, domain: Domain, environ: WSGIEnvironment) -> bool:
        """Whether a hand-written link on the page visited here would lead out of its edition."""
        if domain.root or not _is_navigation(environ) or (kept := _kept(environ)) == edition.code:
            return False
        if self._exemptions.has_path(_text(below)):
            return False
        if kept is not None or edition is not domain.default:
            return True
        # What has no prefix is in the default edition anyway, but for the root, which negotiates.
        return self._negotiator.decide_for(environ).edition is not edition

    def _lead(
        self, environ: WSGIEnvironment, start_response: StartResponse, path: str, domain: Domain, kept: str
    ) -> Iterable[bytes]:
        """Answer what has no prefix in the edition of the cookie: a navigation by a redirect, all else from within."""
        edition = self._editions.at(kept)
        if edition is None or edition not in domain.all:
            return self._app(environ, _changing(start_response, _remembering(environ, None)))
        is_page, endpoint = self._asked(environ)
        if endpoint is not None and self._exemptions.has_endpoint(endpoint):
            return self._app(environ, start_response)
        log.debug("%s: The visitor’s cookie names it, and the address %.200r names none.", edition.code, _text(path))
        if is_page and _is_navigation(environ):
            return _redirect(environ, start_response, edition.prefix + path)
        # A POST would lose its body, and a 404 its address: they are answered here, as if they had the prefix.
        environ["PATH_INFO"] = edition.prefix + path
        return self._app(environ, _changing(start_response, _made_for_the_cookie))

    def _as_without_the_cookie(self, environ: WSGIEnvironment) -> Change:
        """Who has the cookie would be answered otherwise: a cache must ask for each."""

        def vary(_: str, headers: list[tuple[str, str]]) -> None:
            # The app's has been matched by then; where something before it answers, there is none.
            asked = environ.get("werkzeug.request")
            endpoint = asked.endpoint if isinstance(asked, Request) else self._asked(environ)[1]
            if endpoint is None or not self._exemptions.has_endpoint(endpoint):
                _vary_by_cookie(headers)

        return vary

    def _asked(self, environ: WSGIEnvironment) -> tuple[bool, str | None]:
        """Whether the host has such a page, and the endpoint that would answer, as far as it can be told."""
        try:
            adapter = self._host.create_url_adapter(self._host.request_class(environ, populate_request=False))
            if adapter is None:
                return False, None
            try:
                return True, adapter.match()[0]
            except RequestRedirect:
                # Most often a missing slash; whatever it is, the host decides it below the prefix.
                return True, adapter.match(path_info=f"{environ.get('PATH_INFO', '')}/")[0]
        except RequestRedirect:
            return True, None
        except HTTPException:
            return False, None


def _is_navigation(environ: WSGIEnvironment) -> bool:
    """Whether a person goes to this address, rather than a script, a form or a browser that fetches ahead."""
    return (
        environ.get("REQUEST_METHOD") == "GET"
        and "text/html" in environ.get("HTTP_ACCEPT", "")
        and environ.get("HTTP_SEC_FETCH_MODE", "navigate") == "navigate"
        and "prefetch" not in environ.get("HTTP_SEC_PURPOSE", "")
    )


def _kept(environ: WSGIEnvironment) -> str | None:
    """The edition's code in the cookie; None without one."""
    found = _kept_code(environ.get("HTTP_COOKIE", ""))
    return found and found[1]


def _redirect(environ: WSGIEnvironment, start_response: StartResponse, path: str) -> Iterable[bytes]:
    # Bytes read as latin-1.
    target = on_this_host(quoted((environ.get("SCRIPT_NAME", "") + path).encode("latin-1")))
    query = environ.get("QUERY_STRING", "")
    headers = [
        ("Location", target + (f"?{query}" if query else "")),
        ("Content-Length", "0"),
        ("Vary", "Cookie"),
        ("Cache-Control", "private, no-store"),
    ]
    start_response("302 Found", headers)
    return [b""]


def _remembering(environ: WSGIEnvironment, code: str | None) -> Change:
    """Sets the cookie until the browser is closed; without a code, takes it away.

    Not with what a cache may hand to others: that would stay for them, and one visitor's edition would be theirs.
    """
    mount = _text(environ.get("SCRIPT_NAME", "")) or "/"
    is_secure = environ.get("wsgi.url_scheme") == "https"
    cookie = dump_cookie(
        COOKIE,
        code or "",
        max_age=None if code else 0,
        path=mount,
        secure=is_secure,
        httponly=True,
        samesite="Lax",
    )

    def remember(_: str, headers: list[tuple[str, str]]) -> None:
        if not _shared_directives(headers):
            headers.append(("Set-Cookie", cookie))
        if code is None:
            _vary_by_cookie(headers)

    return remember


def _made_for_the_cookie(status: str, headers: list[tuple[str, str]]) -> None:
    """This answer is of this visitor's edition although its address does not say so."""
    _vary_by_cookie(headers)
    theirs = Headers(headers)
    if shared := _shared_directives(headers):
        kept = [each for each in _directives(headers) if each not in shared]
        theirs["Cache-Control"] = ", ".join(["private", *kept])
        headers[:] = theirs.to_wsgi_list()
    elif "Cache-Control" not in theirs:
        # A permanent redirect would be kept beyond the visit.
        headers.append(("Cache-Control", "private, no-store" if status.startswith("3") else "private"))


def _vary_by_cookie(headers: list[tuple[str, str]]) -> None:
    if "cookie" not in ",".join(Headers(headers).getlist("Vary")).lower():
        headers.append(("Vary", "Cookie"))


def _shared_directives(headers: list[tuple[str, str]]) -> list[str]:
    """What of Cache-Control lets a cache hand this answer to others."""
    return [each for each in _directives(headers) if each.lower().partition("=")[0] in ("public", "s-maxage")]


def _directives(headers: list[tuple[str, str]]) -> list[str]:
    told = ",".join(Headers(headers).getlist("Cache-Control"))
    return [each for part in told.split(",") if (each := part.strip())]


def _changing(start_response: StartResponse, change: Change) -> StartResponse:
    """The same, its headers changed at the last moment."""

    def begin(status: str, headers: list[tuple[str, str]], *rest: object) -> Callable[[bytes], object]:
        changed = [*headers]
        change(status, changed)
        return start_response(status, changed, *rest)  # type: ignore[arg-type]

    return begin


def _text(path: str) -> str:
    return path.encode("latin-1").decode("utf-8", "replace")
