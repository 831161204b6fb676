"""The parts of one app, each made once from the ones before it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from flask import Flask, request

from storefront_plugin import defaults, reactions
from storefront_plugin.checkout.book import OrderBook
from storefront_plugin.checkout.by_hand import ByHand
from storefront_plugin.checkout.holds import Holds
from storefront_plugin.checkout.notifications import Notifications
from storefront_plugin.checkout.order_links import LinkRequests, OrderLinks
from storefront_plugin.checkout.payments.offered import offered
from storefront_plugin.checkout.reconciliation import Reconciliation
from storefront_plugin.checkout.refunds import Refunds
from storefront_plugin.checkout.service import Checkout
from storefront_plugin.checkout.settlement import Settlement
from storefront_plugin.checkout.sweeper import Sweep
from storefront_plugin.documents import Documents, Letters, Notices, Stationery
from storefront_plugin.documents.settings import sellers_of
from storefront_plugin.errors import NoSecret
from storefront_plugin.host import Host
from storefront_plugin.loyalty.service import Loyalty
from storefront_plugin.markets.adapters.exemptions import Exemptions
from storefront_plugin.markets.edition import Editions, editions_of
from storefront_plugin.markets.moved import MovedPages
from storefront_plugin.markets.negotiation import Negotiator
from storefront_plugin.markets.pages import BaseAddress
from storefront_plugin.markets.route_clashes import refuse_clashes
from storefront_plugin.markets.stencils import Stencils
from storefront_plugin.money import Currency, ToldApart, ambiguous
from storefront_plugin.money.formatting import parsed_locale
from storefront_plugin.outbox.duties import Duties
from storefront_plugin.outbox.service import Outbox
from storefront_plugin.pricing.history.service import PriceHistory
from storefront_plugin.pricing.lists.service import PriceLists
from storefront_plugin.pricing.quotes.service import Quotes
from storefront_plugin.pricing.rates.local_rates import LocalRates
from storefront_plugin.pricing.rates.stored_rates import StoredRates
from storefront_plugin.pricing.service import Pricing
from storefront_plugin.resources import resource_dir
from storefront_plugin.settings import Settings
from storefront_plugin.storage import Database
from storefront_plugin.surveys.service import Surveys
from storefront_plugin.texts import Catalogues
from storefront_plugin.web.dashboard import Dashboard
from storefront_plugin.web.forms import Origins
from storefront_plugin.web.parts import Parts
from storefront_plugin.web.repeats import Repeats
from storefront_plugin.web.signing import Signer


def join(app: Flask, settings: Settings, host: Host, clock: Callable[[], datetime]) -> Parts:
    """The parts of one app, each made once from the ones before it."""
    database = Database(settings.database.url or _sqlite_file(app))
    signer = Signer(_secrets(app, settings))
    editions = editions_of(settings.markets, base_address=settings.base_address, x_default=settings.x_default)
    refuse_clashes(editions, app)
    wanted = settings.pricing.foreign_to(settings.markets)
    rates = StoredRates(
        database=database,
        local=LocalRates(settings.pricing.currency, wanted, defaults.local_rate_sources(settings.pricing)),
        feeds=defaults.rate_feeds(settings.pricing.rates, clock),
        settings=settings.pricing.rates,
        own=settings.pricing.currency,
        wanted=wanted,
        clock=clock,
    )
    lists = PriceLists(database, settings.pricing.lists, settings.markets, clock)
    pricing = Pricing(settings.pricing, rates, settings.markets, clock, lists)
    history = PriceHistory(database, host, pricing, settings.markets, clock)
    quotes = Quotes(database, host, pricing, signer, clock, settings.checkout.quote_minutes)
    loyalty = Loyalty(database, settings.loyalty.program(settings.pricing.currency), clock)
    surveys = Surveys(database, settings.surveys, clock, settings.shop.name)
    catalogues = Catalogues(resource_dir("translations"))
    sellers = sellers_of(settings.sellers, settings.shop.name)
    stationery = Stationery(app.create_global_jinja_loader(), catalogues)
    documents = Documents(database=database, sellers=sellers, rates=rates, stationery=stationery, clock=clock)
    post = defaults.post(settings, is_debug=app.debug)
    links = OrderLinks(app, signer, settings.checkout.order_link_days)
    letters = Letters(
        stationery=stationery, post=post, sellers=sellers, shop_name=settings.shop.name, link_to=links.address
    )
    parts = Parts()

    def give_back_surplus(attempt_id: str) -> None:
        # Refunds publish events in their turn, so that they are made after the outbox.
        parts[Refunds].give_back_surplus(attempt_id)

    after = reactions.after(host, documents, letters, give_back_surplus)
    outbox = Outbox(database, reactions.within(loyalty, surveys), after, clock)
    repeats = Repeats(database, clock)
    taking = offered(settings.checkout, database, clock, is_trial=app.debug or app.testing, bank_address=_bank_address)
    payments = taking.payments
    holds = Holds(database, host, clock)
    settlement = Settlement(database=database, payments=payments, holds=holds, publish=outbox.publish, clock=clock)
    refunds = Refunds(database=database, payments=payments, settlement=settlement, publish=outbox.publish, clock=clock)
    checkout = Checkout(
        database=database,
        quotes=quotes,
        host=host,
        payments=payments,
        holds=holds,
        settlement=settlement,
        settings=settings.checkout,
        clock=clock,
    )
    link_requests = LinkRequests(database=database, checkout=checkout, publish=outbox.publish, clock=clock)
    sweep = Sweep(database=database, settlement=settlement, holds=holds, refunds=refunds, clock=clock)
    reconciliation = Reconciliation(database=database, payments=payments, settlement=settlement, clock=clock)
    notifications = Notifications(database=database, checkout=checkout, payments=payments, clock=clock)
    parts[Host] = host
    parts.add(
        settings, settings.shop, settings.checkout, settings.pricing, database, signer, editions, pricing, quotes,
        history, rates, lists, loyalty, surveys, outbox, repeats,
        links, link_requests, OrderBook(database, clock),
        Duties(
            database, defaults.duties(settings, rates, history, repeats, checkout, sweep, reconciliation), clock
        ),
        checkout, sweep, reconciliation, refunds, notifications,
        defaults.ORDER_FACTS, defaults.REFUND_EFFECTS, *taking.parts,
        ByHand(checkout, taking.bank_transfer, clock),
        Negotiator(editions, settings.negotiation), catalogues,
        Origins(*editions.origins), MovedPages(app),
        BaseAddress(settings.base_address or None), Exemptions(settings.routing.exempt), Stencils(),
        _told_apart(editions, settings.pricing.currency),
        Dashboard(defaults.DASHBOARD),
        documents, Notices(database, outbox.publish, clock), defaults.ORDER_ACCESS,
    )  # fmt: skip
    return parts


def _told_apart(editions: Editions, own: Currency) -> ToldApart:
    """The shop's own currency counts everywhere: it is what is shown where there is no rate."""
    shown = [(currency, each.locale) for each in editions.all for currency in (own, each.market.currency)]
    return ambiguous((currency, parsed_locale(locale)) for currency, locale in shown)


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
