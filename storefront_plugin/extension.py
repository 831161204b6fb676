"""Storefront: joins the parts for one app and mounts them there."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from werkzeug.middleware.proxy_fix import ProxyFix

from storefront_plugin import defaults, reactions
from storefront_plugin.checkout.attempt import Payments
from storefront_plugin.checkout.notifications import Notifications
from storefront_plugin.checkout.payments import Cards, SandboxCard
from storefront_plugin.checkout.payments.stripe import make_stripe
from storefront_plugin.checkout.payments.stripe.sandbox import CARDS, PUBLISHABLE_KEY, SECRET_KEY, Sandbox
from storefront_plugin.checkout.ports import PaymentProvider
from storefront_plugin.checkout.service import Checkout
from storefront_plugin.commands import StorefrontGroup
from storefront_plugin.errors import AlreadyMounted, NoSecret, OrderUnknown
from storefront_plugin.events import OrderPaid
from storefront_plugin.host import Host
from storefront_plugin.loyalty.service import Loyalty
from storefront_plugin.markets.adapters.addresses import absolute_url_for
from storefront_plugin.markets.adapters.composite import adapt
from storefront_plugin.markets.adapters.exemptions import Exemptions
from storefront_plugin.markets.adapters.script_name import watched
from storefront_plugin.markets.edition import Edition, Editions, editions_of
from storefront_plugin.markets.moved import MovedPages, follow_moved
from storefront_plugin.markets.negotiation import Negotiator
from storefront_plugin.markets.pages import BaseAddress, add_link_header
from storefront_plugin.markets.route_clashes import log_clashes, refuse_clashes
from storefront_plugin.markets.routing import EditionMiddleware, edition
from storefront_plugin.outbox.service import Outbox
from storefront_plugin.pricing.quotes import Quotes
from storefront_plugin.pricing.service import Pricing
from storefront_plugin.resources import resource_dir
from storefront_plugin.settings import Settings, read_settings
from storefront_plugin.storage import Database
from storefront_plugin.surveys.service import Surveys
from storefront_plugin.texts import Catalogues
from storefront_plugin.web.forms import Origins
from storefront_plugin.web.jinja import guarded, offer_texts
from storefront_plugin.web.openapi import describe
from storefront_plugin.web.parts import EXTENSION, Parts, parts_of
from storefront_plugin.web.problems import handle_errors_of
from storefront_plugin.web.routes import API
from storefront_plugin.web.signing import Signer

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Storefront:
    """The extension. It holds the host and the clock, and nothing of any app: one object may serve several."""

    def __init__(self, host: Host | None = None, *, clock: Clock = _utc_now) -> None:
        self._host = host or Host()
        self._clock = clock

    def init_app(self, app: Flask) -> None:
        """Mount the storefront on an app whose config carries STOREFRONT, a dict or the path of a TOML file.

        Raises SettingsFaulty with every fault, AlreadyMounted the second time, NoSecret without anything to sign with.
        """
        if EXTENSION in app.extensions:
            raise AlreadyMounted
        settings = read_settings(app.config.get("STOREFRONT", {}))
        parts = self._join(app, settings)
        _mount(app, settings, parts)
        app.extensions[EXTENSION] = parts

    @property
    def edition(self) -> Edition:
        """The edition of the current request: its market, locale and language."""
        return edition()

    def url_for(self, endpoint: str, *, edition: Edition | str | None = None, **values: Any) -> str:
        """The absolute address of an endpoint in an edition, also outside a request: for mails, jobs and feeds.

        Without an edition it is this request's, else the default. Raises EditionUnknown, and NoBaseAddress outside a
        request where no base_address is set. What is exempt has no edition in its address.
        """
        return absolute_url_for(endpoint, edition, values)

    def order_paid(self, reference: str) -> None:
        """Report a paid order of a shop that keeps its own checkout; once or many times, with the same result.

        Raises OrderUnknown where the host's `order(reference)` answers None.
        """
        order = self._host.order(reference)
        if order is None:
            raise OrderUnknown
        parts = parts_of(current_app)
        with parts[Database].write() as db:
            parts[Outbox].publish(db, OrderPaid(order, order.placed_at or self._clock(), is_hosts_own=True))

    def _join(self, app: Flask, settings: Settings) -> Parts:
        """The parts of one app, each made once from the ones before it."""
        clock, host = self._clock, self._host
        database = Database(settings.database.url or _sqlite_file(app))
        signer = Signer(_secrets(app, settings))
        editions = editions_of(settings.markets, base_address=settings.base_address, x_default=settings.x_default)
        refuse_clashes(editions, app)
        pricing = Pricing(settings.pricing, defaults.rate_sources(settings.pricing), settings.markets)
        quotes = Quotes(database, host, pricing, signer, clock, settings.checkout.quote_minutes)
        loyalty = Loyalty(database, settings.loyalty.program(settings.pricing.currency), clock)
        surveys = Surveys(database, settings.surveys, clock, settings.shop.name)
        outbox = Outbox(database, reactions.within(loyalty, surveys), reactions.after(host), clock)
        parts = Parts()
        payments, cards = _payments(app, settings, database, parts)
        checkout = Checkout(
            database=database,
            quotes=quotes,
            host=host,
            payments=payments,
            publish=outbox.publish,
            settings=settings.checkout,
            clock=clock,
        )
        notifications = Notifications(database=database, checkout=checkout, payments=payments, clock=clock)
        parts[Host] = host
        parts.add(
            settings, settings.shop, settings.checkout, settings.pricing, database, signer, editions, pricing, quotes,
            loyalty, surveys, outbox, payments, cards, checkout, notifications, defaults.ORDER_FACTS,
            Negotiator(editions, settings.negotiation), Catalogues(resource_dir("translations")),
            Origins(*editions.origins), MovedPages(app),
            BaseAddress(settings.base_address or None), Exemptions(settings.routing.exempt),
        )  # fmt: skip
        return parts


def _mount(app: Flask, settings: Settings, parts: Parts) -> None:
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
    blueprint.url_value_preprocessor(_exempt_notifications)
    app.register_blueprint(blueprint)
    if settings.routing.link_header:
        app.after_request(add_link_header)
    app.after_request(follow_moved)
    _stand_before(app, settings, parts)

    offer_texts(app, settings.shop.name)
    app.jinja_env.globals.update({each.__name__: guarded(each) for each in defaults.FUNCTIONS})
    app.jinja_env.filters.update({name: guarded(each) for name, each in defaults.FILTERS.items()})
    group = StorefrontGroup(EXTENSION, help="The storefront: its database, prices, points and surveys.")
    for command in defaults.COMMANDS:
        group.add_command(command)
    app.cli.add_command(group)


def _payments(app: Flask, settings: Settings, database: Database, parts: Parts) -> tuple[Payments, Cards]:
    """Stripe with the merchant's keys, in debug and tests with test keys alone; else the sandbox there; else none."""
    keys = settings.checkout.stripe
    is_trial = app.debug or app.testing
    if keys.is_live and is_trial:
        log.warning("a live key of Stripe is not used in debug or tests: the sandbox stands in for it")
    elif keys.secret_key:
        stripe: PaymentProvider = make_stripe(keys.secret_key, keys.publishable_key, keys.webhook_secrets)
        return Payments({stripe.name: stripe}, stripe.name), Cards(publishable_key=keys.publishable_key)
    if not (is_trial or settings.checkout.sandbox):
        return Payments({}, None), Cards()
    parts[Sandbox] = Sandbox(database, authorise_url=_bank_address)
    stripe = make_stripe(SECRET_KEY, PUBLISHABLE_KEY, keys.webhook_secrets, transport=parts[Sandbox])
    cards = tuple(SandboxCard(card.payment_method, card.number, card.about) for card in CARDS)
    return Payments({stripe.name: stripe}, stripe.name), Cards(test_cards=cards)


def _bank_address(payment_id: str) -> str:
    # Relative to the edition the shopper pays in; outside a request nobody is sent there.
    root = request.script_root if request else ""
    return f"{root}/storefront/sandbox/bank/{quote(payment_id)}"


def _secrets(app: Flask, settings: Settings) -> list[str]:
    """What signs our tokens: the settings' own secrets, else one derived from the host's key."""
    if settings.secrets:
        return list(settings.secrets)
    key = app.secret_key
    if not key:
        raise NoSecret
    raw = key.encode() if isinstance(key, str) else key
    return [hashlib.sha256(b"storefront:" + raw).hexdigest()]


def _sqlite_file(app: Flask) -> str:
    folder = Path(app.instance_path)
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder / 'storefront.sqlite3'}"


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


def _exempt_notifications(endpoint: str | None, _: object) -> None:
    """A provider carries no form token: it proves itself by its signature. Nothing else of ours is exempted."""
    if endpoint == f"{EXTENSION}.receive_notification" and (csrf := current_app.extensions.get("csrf")):
        csrf.exempt(current_app.view_functions[endpoint])


def _describe_api() -> Response:
    parts = parts_of(current_app)
    if _Description not in parts:
        from storefront_plugin import __version__

        parts[_Description] = _Description(describe(defaults.APIS, version=__version__))
    # The mount and the edition are the reader's own.
    return jsonify({**parts[_Description], "servers": [{"url": f"{request.script_root}/storefront{API}"}]})


class _Description(dict[str, Any]):
    """The API's description, made when first asked for."""
