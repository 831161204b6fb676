"""The sticky edition: a visitor of an edition stays in it when she follows a link that was written by hand.

Stands before the middleware of editions, in WSGI, since the host's own hooks may replace a response. Only what has no
prefix is led by the cookie: an address that names an edition is answered as it is, to people and robots alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException
from werkzeug.http import dump_cookie, parse_cookie
from werkzeug.routing import RequestRedirect

from storefront_plugin.markets.adapters.exemptions import Exemptions
from storefront_plugin.markets.alternates import quoted
from storefront_plugin.markets.edition import Domain, Edition, Editions
from storefront_plugin.markets.negotiation import Negotiator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

COOKIE = "storefront_edition"


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
        kept = None if domain.root else _kept(environ)
        if kept is not None and not self._editions.moved(path, host):
            return self._lead(environ, start_response, path, domain, kept)
        return self._app(environ, start_response)

    def _must_remember(self, edition: Edition, below: str, domain: Domain, environ: WSGIEnvironment) -> bool:
        """Whether a hand-written link on the page visited here would lead out of its edition."""
        if domain.root or not _is_navigation(environ) or self._exemptions.has_path(_text(below)):
            return False
        kept = _kept(environ)
        if kept is not None or edition is not domain.default:
            return kept != edition.code
        # What has no prefix is in the default edition anyway, but for the root, which negotiates.
        return self._negotiator.decide_for(environ).edition is not edition

    def _lead(
        self, environ: WSGIEnvironment, start_response: StartResponse, path: str, domain: Domain, kept: str
    ) -> Iterable[bytes]:
        """Answer what has no prefix in the edition of the cookie: a navigation by a redirect, all else from within."""
        edition = self._editions.at(kept)
        if edition is None or edition not in domain.all:
            return self._app(environ, _changing(start_response, _remembering(environ, None)))
        if self._exemptions.has_path(_text(path)):
            return self._app(environ, start_response)
        is_page, endpoint = self._asked(environ)
        if endpoint is not None and self._exemptions.has_endpoint(endpoint):
            return self._app(environ, start_response)
        if is_page and _is_navigation(environ):
            return _redirect(environ, start_response, edition.prefix + path)
        # A POST would lose its body, and a 404 its address: they are answered here, as if they had the prefix.
        environ["PATH_INFO"] = edition.prefix + path
        return self._app(environ, _changing(start_response, _made_for_the_cookie))

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
    cookies = environ.get("HTTP_COOKIE", "")
    return parse_cookie(cookies).get(COOKIE) if COOKIE in cookies else None


def _redirect(environ: WSGIEnvironment, start_response: StartResponse, path: str) -> Iterable[bytes]:
    # Bytes read as latin-1; the path begins with our own prefix, so that it stays on this host.
    target = quoted((environ.get("SCRIPT_NAME", "") + path).encode("latin-1"))
    query = environ.get("QUERY_STRING", "")
    headers = [
        ("Location", target + (f"?{query}" if query else "")),
        ("Content-Length", "0"),
        ("Vary", "Cookie"),
        ("Cache-Control", "private, no-store"),
    ]
    start_response("302 Found", headers)
    return [b""]


def _remembering(environ: WSGIEnvironment, code: str | None) -> Callable[[str, Headers], None]:
    """Sets the cookie until the browser is closed; without a code, takes it away."""
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

    def remember(_: str, headers: Headers) -> None:
        headers.add("Set-Cookie", cookie)

    return remember


def _made_for_the_cookie(status: str, headers: Headers) -> None:
    """This answer is of this visitor's edition although its address does not say so."""
    if "cookie" not in headers.get("Vary", "").lower():
        headers.add("Vary", "Cookie")
    # A permanent redirect would be kept beyond the visit.
    headers.setdefault("Cache-Control", "private, no-store" if status.startswith("3") else "private")


def _changing(start_response: StartResponse, change: Callable[[str, Headers], None]) -> StartResponse:
    """The same, its headers changed at the last moment."""

    def begin(status: str, headers: list[tuple[str, str]], *rest: object) -> Callable[[bytes], object]:
        changed = Headers(headers)
        change(status, changed)
        return start_response(status, changed.to_wsgi_list(), *rest)  # type: ignore[arg-type]

    return begin


def _text(path: str) -> str:
    return path.encode("latin-1").decode("utf-8", "replace")
