"""An edition on a host of its own stays there in what the app makes of SERVER_NAME: redirects and whole addresses."""

from __future__ import annotations

from functools import wraps

from flask import Flask, Request
from werkzeug.routing import MapAdapter

from storefront_plugin.markets.edition import Editions


def bind_own_hosts(app: Flask, editions: Editions) -> None:
    """Wrap what binds the app's routes to a request; without a SERVER_NAME the request's own host is taken anyway.

    Routes of the shop that are bound to hosts by themselves (host_matching) are left to it.
    """
    plain = app.create_url_adapter

    @wraps(plain)
    def create_url_adapter(request: Request | None) -> MapAdapter | None:
        adapter = plain(request)
        if adapter is None or request is None or not app.config["SERVER_NAME"] or app.url_map.host_matching:
            return adapter
        # All editions of a domain have its host.
        if host := editions.domain(request.environ.get("HTTP_HOST", "")).default.host:
            adapter.server_name, adapter.subdomain = host, app.url_map.default_subdomain
        return adapter

    app.create_url_adapter = create_url_adapter  # type: ignore[method-assign]
