"""The WSGI middleware that gives each edition its own URL root in a shop whose routes know nothing of it.

The prefix moves from PATH_INFO to SCRIPT_NAME, so that every route matches and every url_for of the host keeps the
edition. Only the bare root negotiates, by a temporary redirect; no other page depends on a header or a cookie.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import has_request_context, request

from storefront_plugin.markets.alternates import quoted
from storefront_plugin.markets.edition import Edition, Editions
from storefront_plugin.markets.negotiation import Negotiator
from storefront_plugin.web.speech import LOCALE
from storefront_plugin.web.visitors import MOUNT

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

EDITION = "storefront.edition"
PATH = "storefront.path"
_READING = ("GET", "HEAD")


class EditionMiddleware:
    """Stands before the host's WSGI app. A path without a prefix is served in the default edition."""

    def __init__(self, app: WSGIApplication, editions: Editions, negotiator: Negotiator | None = None) -> None:
        self._app = app
        self._editions = editions
        self._negotiator = negotiator or Negotiator(editions)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        mount = environ.get("SCRIPT_NAME", "")
        path = environ.get("PATH_INFO", "") or "/"
        reading = environ.get("REQUEST_METHOD") in _READING
        if path == "/" and reading:
            chosen = self._negotiator.decide_for(environ).edition
            return self._redirect(environ, start_response, chosen, "/", permanent=False)
        edition, below = self._editions.split(path)
        if edition is None and reading and (meant := self._editions.split(path.lower())[0]):
            # /DE-AT/tea: one permanent hop to the address as it is written.
            return self._redirect(environ, start_response, meant, path[len(meant.prefix) :] or "/", permanent=True)
        if edition and path == edition.prefix and reading:
            return self._redirect(environ, start_response, edition, "/", permanent=True)
        spoken = edition or self._editions.default
        environ[MOUNT] = mount
        environ[EDITION] = spoken
        environ[PATH] = below
        environ[LOCALE] = spoken.locale
        if edition:
            environ["SCRIPT_NAME"] = mount + edition.prefix
            environ["PATH_INFO"] = below
        return self._app(environ, start_response)

    def _redirect(
        self, environ: WSGIEnvironment, start_response: StartResponse, edition: Edition, below: str, *, permanent: bool
    ) -> Iterable[bytes]:
        # Both are bytes read as latin-1; the target begins with our own prefix, so it stays on this host.
        target = quoted((environ.get("SCRIPT_NAME", "") + edition.prefix + below).encode("latin-1"))
        query = environ.get("QUERY_STRING", "")
        headers = [
            ("Location", target + (f"?{query}" if query else "")),
            ("Content-Length", "0"),
        ]
        if not permanent:
            headers += [("Vary", ", ".join(self._negotiator.headers)), ("Cache-Control", "private, no-store")]
        start_response("308 Permanent Redirect" if permanent else "302 Found", headers)
        return [b""]


def edition() -> Edition:
    """The edition this request is answered in. Raises RuntimeError outside a request that passed the middleware."""
    if not has_request_context() or EDITION not in request.environ:
        raise RuntimeError("no edition here: this is no request that passed the storefront's middleware")
    found: Edition = request.environ[EDITION]
    return found
