"""What the merchant names as exempt has one address, without a prefix: a rule of her proxy for /admin then holds.

Below an edition's prefix it would be served a second time, past that rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response, request

from storefront_plugin.markets.adapters.exemptions import Exemptions
from storefront_plugin.markets.alternates import quoted
from storefront_plugin.markets.edition import Edition, Editions
from storefront_plugin.markets.routing import NAMED, PATH, on_this_host
from storefront_plugin.web.visitors import MOUNT

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class ExemptAddresses:
    """Stands before the middleware of editions, so that it sees paths which are no routes of the app as well."""

    def __init__(self, app: WSGIApplication, editions: Editions, exemptions: Exemptions) -> None:
        self._app = app
        self._editions = editions
        self._exemptions = exemptions

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        edition, below = self._editions.split(environ.get("PATH_INFO", ""), environ.get("HTTP_HOST", ""))
        if edition and edition.prefix:
            path = on_this_host(below).encode("latin-1")
            if self._exemptions.names_path(path.decode("utf-8", "replace")):
                address = _address(environ.get("SCRIPT_NAME", "").encode("latin-1") + path, environ)
                start_response("308 Permanent Redirect", [("Location", address), ("Content-Length", "0")])
                return [b""]
        return self._app(environ, start_response)


def lead_endpoints_out(app: Flask, exemptions: Exemptions) -> None:
    """The same for endpoints, which are known once the app has matched its routes."""

    def lead_out() -> Response | None:
        named: Edition | None = request.environ.get(NAMED)
        if named is None or not named.prefix or not exemptions.names_endpoint(request.endpoint or ""):
            return None
        address = request.environ[MOUNT] + _address(request.environ[PATH].encode("latin-1"), request.environ)
        return Response(status=308, headers={"Location": address})

    app.before_request(lead_out)


def _address(path: bytes, environ: WSGIEnvironment) -> str:
    query = environ.get("QUERY_STRING", "")
    return quoted(path) + (f"?{query}" if query else "")
