"""The WSGI middleware that gives each edition its own URL root in a shop whose routes know nothing of it.

The prefix moves from PATH_INFO to SCRIPT_NAME, so that every route matches and every url_for of the host keeps the
edition. Only a bare root at which no edition stands negotiates, by a temporary redirect; no other page depends on a
header or a cookie. Which editions there are at a host is told by the settings; an unknown Host is that of the default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
# The same, but only where the address names it (or the visitor's cookie, which then puts it in).
NAMED = "storefront.edition_named"
PATH = "storefront.path"
_READING = ("GET", "HEAD")


# Bytes read as latin-1, as everything in an environ: the path as it is now, below the edition's prefix.
Follow = Callable[["WSGIEnvironment", Edition, str], str]


class EditionMiddleware:
    """Stands before the host's WSGI app. A path without a prefix is served in the default edition of its host.

    `follow` is asked where a page of an edition is now, before somebody is led there by an old prefix.
    """

    def __init__(
        self,
        app: WSGIApplication,
        editions: Editions,
        negotiator: Negotiator | None = None,
        follow: Follow | None = None,
    ) -> None:
        self._app = app
        self._editions = editions
        self._negotiator = negotiator or Negotiator(editions)
        self._follow = follow

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        mount = environ.get("SCRIPT_NAME", "")
        path = environ.get("PATH_INFO", "") or "/"
        reading = environ.get("REQUEST_METHOD") in _READING
        host = environ.get("HTTP_HOST", "")
        domain = self._editions.domain(host)
        edition, below = domain.split(path)
        if path == "/" and reading and edition is None:
            chosen = self._negotiator.decide_for(environ).edition
            return self._redirect(environ, start_response, chosen, "/", permanent=False)
        # What begins with a prefix of this host's has not moved.
        if edition is domain.root and (moved := self._editions.moved(path, host)):
            # /DE-AT/tea, or an old prefix: one permanent hop to where the page is now. By 308 a POST keeps its body.
            below = self._follow(environ, *moved) if self._follow else moved[1]
            return self._redirect(environ, start_response, moved[0], below, permanent=True)
        if edition and path == edition.prefix and reading:
            return self._redirect(environ, start_response, edition, "/", permanent=True)
        spoken = edition or domain.default
        environ[MOUNT] = quoted(mount.encode("latin-1")) if mount else ""
        environ[EDITION] = spoken
        # As the app matches it: what has more slashes is no other page.
        environ[PATH] = on_this_host(below)
        environ[LOCALE] = spoken.locale
        if edition or domain.root:
            environ[NAMED] = spoken
        if edition:
            environ["SCRIPT_NAME"] = mount + edition.prefix
            environ["PATH_INFO"] = below
        return self._app(environ, start_response)

    def _redirect(
        self, environ: WSGIEnvironment, start_response: StartResponse, edition: Edition, below: str, *, permanent: bool
    ) -> Iterable[bytes]:
        origin = self._editions.link(edition, seen_from=self._editions.domain(environ.get("HTTP_HOST", "")).default)
        target = quoted((environ.get("SCRIPT_NAME", "") + edition.prefix + below).encode("latin-1"))
        query = environ.get("QUERY_STRING", "")
        headers = [
            ("Location", origin + on_this_host(target) + (f"?{query}" if query else "")),
            ("Content-Length", "0"),
        ]
        if not permanent:
            headers += [("Vary", ", ".join(self._negotiator.headers)), ("Cache-Control", "private, no-store")]
        start_response("308 Permanent Redirect" if permanent else "302 Found", headers)
        return [b""]


def on_this_host(path: str) -> str:
    """The path with one slash before it: after two, a browser reads the name of another host."""
    return "/" + path.lstrip("/")


def edition() -> Edition:
    """The edition this request is answered in. Raises RuntimeError outside a request that passed the middleware."""
    found: Edition | None = request.environ.get(EDITION) if has_request_context() else None
    if found is None:
        raise RuntimeError("no edition here: this is no request that passed the storefront's middleware")
    return found


def named_edition() -> Edition | None:
    """The edition that this request's address names; None outside a request, and where no prefix says one."""
    found: Edition | None = request.environ.get(NAMED) if has_request_context() else None
    return found
