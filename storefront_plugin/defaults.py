"""Every plug-in point, and what is plugged in by default. A new one of a kind is one new file and one line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import click

from storefront_plugin import commands, doctor
from storefront_plugin.checkout import api as checkout_api
from storefront_plugin.checkout import dashboard as checkout_dashboard
from storefront_plugin.checkout import link_pages, order_commands, refund_dashboard, sweep_commands, till, webhooks
from storefront_plugin.checkout import pages as checkout_pages
from storefront_plugin.checkout.facts import OrderFacts, RefundEffects
from storefront_plugin.checkout.payments.stripe import bank_page, control_page
from storefront_plugin.checkout.reconciliation import Reconciliation
from storefront_plugin.checkout.service import Checkout
from storefront_plugin.checkout.sweeper import Sweep
from storefront_plugin.documents import OrderAccess, Post
from storefront_plugin.documents import commands as documents_commands
from storefront_plugin.documents import pages as documents_pages
from storefront_plugin.documents.fragments import storefront_documents
from storefront_plugin.documents.mail import LogPost, SmtpPost
from storefront_plugin.loyalty import api as loyalty_api
from storefront_plugin.loyalty import commands as loyalty_commands
from storefront_plugin.loyalty.fragments import (
    points_earned,
    points_taken_back,
    storefront_points,
    storefront_points_earned,
)
from storefront_plugin.markets import api as markets_api
from storefront_plugin.markets import commands as markets_commands
from storefront_plugin.markets.audit import commands as audit_commands
from storefront_plugin.markets.languages import storefront_languages
from storefront_plugin.markets.pages import (
    storefront_asset,
    storefront_edition,
    storefront_head,
    storefront_lang,
    storefront_switcher,
)
from storefront_plugin.markets.sitemap import commands as sitemap_commands
from storefront_plugin.markets.sitemap import pages as sitemap_pages
from storefront_plugin.markets.suggestion import pages as suggestion_pages
from storefront_plugin.outbox import commands as outbox_commands
from storefront_plugin.outbox.duties import Duty
from storefront_plugin.postcodes import api as postcodes_api
from storefront_plugin.postcodes import commands as postcodes_commands
from storefront_plugin.postcodes import pages as postcodes_pages
from storefront_plugin.pricing import api as pricing_api
from storefront_plugin.pricing import commands as pricing_commands
from storefront_plugin.pricing import dashboard as pricing_dashboard
from storefront_plugin.pricing.filters import storefront_money, storefront_price, storefront_sum
from storefront_plugin.pricing.fragments import storefront_offer, storefront_reduction
from storefront_plugin.pricing.history.service import PriceHistory
from storefront_plugin.pricing.ports import RateSource
from storefront_plugin.pricing.rates import commands as rate_commands
from storefront_plugin.pricing.rates.settings import Feed, RatesSettings
from storefront_plugin.pricing.rates.sources.bundled import BundledEcbRates
from storefront_plugin.pricing.rates.sources.ecb import EcbRates
from storefront_plugin.pricing.rates.sources.fixed import FixedRates
from storefront_plugin.pricing.rates.sources.forex_python import ForexPythonRates
from storefront_plugin.pricing.rates.stored_rates import StoredRates
from storefront_plugin.pricing.settings import PricingSettings
from storefront_plugin.settings import Settings
from storefront_plugin.surveys import api as surveys_api
from storefront_plugin.surveys import commands as surveys_commands
from storefront_plugin.surveys import pages as surveys_pages
from storefront_plugin.surveys.fragments import prompt_token, storefront_nps_prompt
from storefront_plugin.texts import sf_
from storefront_plugin.web import dashboard, session_api
from storefront_plugin.web.dashboard import DashboardEntry
from storefront_plugin.web.repeats import Repeats
from storefront_plugin.web.routes import Routes

# JSON, below /storefront/api/v1.
APIS: Sequence[Routes] = (
    session_api.api,
    markets_api.api,
    pricing_api.api,
    postcodes_api.api,
    checkout_api.api,
    loyalty_api.api,
    surveys_api.api,
)

# Pages and notifications, below /storefront.
PAGES: Sequence[Routes] = (
    sitemap_pages.pages,
    suggestion_pages.pages,
    postcodes_pages.pages,
    checkout_pages.pages,
    link_pages.pages,
    documents_pages.pages,
    surveys_pages.pages,
    bank_page.pages,
    control_page.pages,
    webhooks.webhooks,
    dashboard.pages,
    pricing_dashboard.pages,
    checkout_dashboard.pages,
    refund_dashboard.pages,
)

# The merchant's pages, in the order of their navigation; their routes stand above.
DASHBOARD: Sequence[DashboardEntry] = (
    DashboardEntry(sf_("Prices"), "prices_dashboard"),
    DashboardEntry(sf_("Orders"), "orders_dashboard"),
)

# Below `flask storefront`.
COMMANDS: Sequence[click.Command] = (
    doctor.doctor,
    commands.db,
    markets_commands.list_editions,
    markets_commands.markets,
    sitemap_commands.sitemap,
    audit_commands.hreflang,
    postcodes_commands.postcodes,
    pricing_commands.prices,
    rate_commands.rates,
    order_commands.orders,
    sweep_commands.checkout,
    documents_commands.documents,
    loyalty_commands.loyalty,
    surveys_commands.surveys,
    outbox_commands.worker,
)

# Its letter is a document's, its place is among the orders.
order_commands.orders.add_command(documents_commands.give_notice)

# For the host's templates: each is guarded, so that a fault of ours leaves an empty place and not a broken page.
FUNCTIONS: Sequence[Callable[..., Any]] = (
    storefront_head,
    storefront_lang,
    storefront_switcher,
    storefront_edition,
    storefront_languages,
    storefront_asset,
    postcodes_pages.storefront_address_form,
    storefront_sum,
    storefront_reduction,
    storefront_offer,
    storefront_points,
    storefront_points_earned,
    storefront_nps_prompt,
    storefront_documents,
)

# Guarded as well: no price is better than a wrong one.
FILTERS: Mapping[str, Callable[..., Any]] = {"storefront_price": storefront_price, "storefront_money": storefront_money}

# What a paid order's JSON says beyond the order.
ORDER_FACTS = OrderFacts({"points": points_earned, "prompt": prompt_token})

# What a preview of a refund says beyond the refund.
REFUND_EFFECTS = RefundEffects({"points": points_taken_back})


# Who reads an order reads its documents.
ORDER_ACCESS = OrderAccess(till.reference_read_by, till.order_token)


def post(settings: Settings, *, is_debug: bool) -> Post:
    """How letters leave the house: to the mail server, else to the log, which shows them in debug alone."""
    return SmtpPost(settings.mail, settings.shop.name) if settings.mail.host else LogPost(is_shown=is_debug)


def local_rate_sources(settings: PricingSettings) -> Sequence[RateSource]:
    """Where rates come from without asking anybody, the first that quotes a currency wins."""
    return (FixedRates(settings.currency, settings.fixed_rates), BundledEcbRates())


def rate_feeds(settings: RatesSettings, clock: Callable[[], datetime]) -> Sequence[RateSource]:
    """Where rates are fetched, by a command or the worker, in the order of the settings."""
    feeds: Mapping[Feed, RateSource] = {
        Feed.ECB: EcbRates(settings.ecb, settings.deadline_seconds),
        Feed.FOREX_PYTHON: ForexPythonRates(settings.forex_python, settings.deadline_seconds, clock),
    }
    return [feeds[feed] for feed in settings.feeds]


def duties(  # noqa: PLR0917 (each of another type: none can be taken for its neighbour)
    settings: Settings,
    rates: StoredRates,
    history: PriceHistory,
    repeats: Repeats,
    checkout: Checkout,
    sweep: Sweep,
    reconciliation: Reconciliation,
) -> Sequence[Duty]:
    """What the worker does every so often."""
    return (
        Duty("refresh rates", timedelta(hours=settings.pricing.rates.refresh_hours), rates.keep_fresh),
        Duty("record prices", timedelta(days=1), history.record),
        Duty("forget answers", timedelta(hours=1), repeats.forget),
        Duty("forget quotes", timedelta(days=1), checkout.forget_quotes),
        Duty("sweep payments", timedelta(minutes=1), sweep.run),
        Duty("follow refunds", timedelta(hours=1), sweep.follow_refunds),
        Duty("compare payments", timedelta(days=1), reconciliation.run_and_log),
    )
