"""Every plug-in point, and what is plugged in by default. A new one of a kind is one new file and one line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from storefront_plugin import commands, doctor
from storefront_plugin.checkout import api as checkout_api
from storefront_plugin.checkout import pages as checkout_pages
from storefront_plugin.checkout import webhooks
from storefront_plugin.checkout.payments.stripe import bank_page
from storefront_plugin.checkout.ports import OrderFacts
from storefront_plugin.loyalty import api as loyalty_api
from storefront_plugin.loyalty import commands as loyalty_commands
from storefront_plugin.loyalty.fragments import points_earned, storefront_points, storefront_points_earned
from storefront_plugin.markets import api as markets_api
from storefront_plugin.markets import commands as markets_commands
from storefront_plugin.markets.audit import commands as audit_commands
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
from storefront_plugin.postcodes import api as postcodes_api
from storefront_plugin.pricing import api as pricing_api
from storefront_plugin.pricing import commands as pricing_commands
from storefront_plugin.pricing.filters import storefront_money, storefront_price, storefront_sum
from storefront_plugin.pricing.ports import RateSource
from storefront_plugin.pricing.settings import PricingSettings
from storefront_plugin.pricing.sources.bundled import BundledEcbRates
from storefront_plugin.pricing.sources.fixed import FixedRates
from storefront_plugin.surveys import api as surveys_api
from storefront_plugin.surveys import commands as surveys_commands
from storefront_plugin.surveys import pages as surveys_pages
from storefront_plugin.surveys.fragments import prompt_token, storefront_nps_prompt
from storefront_plugin.web import session_api
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
    checkout_pages.pages,
    surveys_pages.pages,
    bank_page.pages,
    webhooks.webhooks,
)

# Below `flask storefront`.
COMMANDS: Sequence[click.Command] = (
    doctor.doctor,
    commands.db,
    markets_commands.list_editions,
    markets_commands.markets,
    sitemap_commands.sitemap,
    audit_commands.hreflang,
    pricing_commands.prices,
    loyalty_commands.loyalty,
    surveys_commands.surveys,
    outbox_commands.worker,
)

# For the host's templates: each is guarded, so that a fault of ours leaves an empty place and not a broken page.
FUNCTIONS: Sequence[Callable[..., Any]] = (
    storefront_head,
    storefront_lang,
    storefront_switcher,
    storefront_edition,
    storefront_asset,
    storefront_sum,
    storefront_points,
    storefront_points_earned,
    storefront_nps_prompt,
)

# Guarded as well: no price is better than a wrong one.
FILTERS: Mapping[str, Callable[..., Any]] = {"storefront_price": storefront_price, "storefront_money": storefront_money}

# What a paid order's JSON says beyond the order.
ORDER_FACTS = OrderFacts({"points": points_earned, "prompt": prompt_token})


def rate_sources(settings: PricingSettings) -> Sequence[RateSource]:
    """Where rates come from, the first that quotes a currency wins."""
    return (FixedRates(settings.currency, settings.fixed_rates), BundledEcbRates())
