"""Everything that mounting changes in the host's app."""

from __future__ import annotations

from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from werkzeug.middleware.proxy_fix import ProxyFix

from storefront_plugin import defaults
from storefront_plugin.checkout.payments import Cards
from storefront_plugin.commands import StorefrontGroup
from storefront_plugin.markets.adapters.composite import adapt
from storefront_plugin.markets.adapters.exemptions import Exemptions
from storefront_plugin.markets.adapters.injected_head import inject_head
from storefront_plugin.markets.adapters.script_name import watched
from storefront_plugin.markets.edition import Editions
from storefront_plugin.markets.moved import MovedPages, follow_moved
from storefront_plugin.markets.negotiation import Negotiator
from storefront_plugin.markets.pages import link_header_of
from storefront_plugin.markets.route_clashes import log_clashes
from storefront_plugin.markets.routing import EditionMiddleware
from storefront_plugin.resources import resource_dir
from storefront_plugin.settings import Settings
from storefront_plugin.web.host_protection import exempt_from_protection
from storefront_plugin.web.jinja import guarded, offer_texts
from storefront_plugin.web.openapi import describe
from storefront_plugin.web.parts import EXTENSION, Parts, parts_of
from storefront_plugin.web.problems import handle_errors_of
from storefront_plugin.web.routes import API, refuse_nul

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def mount(app: Flask, settings: Settings, parts: Parts) -> None:
    """Everything that changes the host's app, in one place."""
    blueprint = Blueprint(
        EXTENSION,
        "storefront_plugin",
        url_prefix="/storefront",
        template_folder=str(resource_dir("templates")),
        static_folder=str(Path(__file__).parent / "static"),
        static_url_path="/static",
    )
    for routes in defaults.PAGES:
        routes.add_to(blueprint)
    for routes in defaults.APIS:
        routes.add_to(blueprint, API)
    blueprint.add_url_rule(f"{API}/openapi.json", "openapi", _describe_api)
    handle_errors_of(blueprint)

    @blueprint.after_request
    def keep_private(response: Response) -> Response:
        if request.endpoint != f"{EXTENSION}.static":
            response.headers.setdefault("Cache-Control", "private, no-store")
            response.headers.setdefault("X-Robots-Tag", "noindex")
            if settings.content_security_policy and response.mimetype == "text/html":
                policy = settings.content_security_policy
                response.headers.setdefault("Content-Security-Policy", parts[Cards].widen(policy))
        return response

    # At each request, since the host may set up its protection after us.
    blueprint.url_value_preprocessor(exempt_from_protection)
    blueprint.url_value_preprocessor(refuse_nul)
    app.register_blueprint(blueprint)
    if settings.routing.link_header:
        app.after_request(link_header_of(parts))
    if settings.routing.inject_head:
        app.after_request(inject_head)
    app.after_request(follow_moved)
    _stand_before(app, settings, parts)

    offer_texts(app, settings.shop.name)
    app.jinja_env.globals.update({each.__name__: guarded(each) for each in defaults.FUNCTIONS})
    app.jinja_env.filters.update({name: guarded(each) for name, each in defaults.FILTERS.items()})
    group = StorefrontGroup(EXTENSION, help="The storefront: its database, prices, points and surveys.")
    for command in defaults.COMMANDS:
        group.add_command(command)
    app.cli.add_command(group)


def _stand_before(app: Flask, settings: Settings, parts: Parts) -> None:
    """Put the middleware before the app, but behind a ProxyFix: that one would overwrite the edition's SCRIPT_NAME."""
    proxy: ProxyFix | None = None
    inner: WSGIApplication = app.wsgi_app
    while isinstance(inner, ProxyFix):
        proxy, inner = inner, inner.app
    editions, negotiator = parts[Editions], parts[Negotiator]
    routed = EditionMiddleware(watched(app, inner), editions, negotiator, parts[MovedPages].follow)
    middleware: WSGIApplication = adapt(
        app,
        routed,
        settings.routing,
        editions=editions,
        exemptions=parts[Exemptions],
        negotiator=negotiator,
        at_first=[partial(log_clashes, editions, app)],
    )
    if proxy is None:
        app.wsgi_app = middleware  # type: ignore[method-assign, assignment]
    else:
        proxy.app = middleware


def _describe_api() -> Response:
    parts = parts_of(current_app)
    if _Description not in parts:
        parts[_Description] = _Description(describe(defaults.APIS, version=version("storefront-plugin")))
    # The mount and the edition are the reader's own.
    return jsonify({**parts[_Description], "servers": [{"url": f"{request.script_root}/storefront{API}"}]})


class _Description(dict[str, Any]):
    """The API's description, made when first asked for."""
