"""The merchant's page of prices: rates with their age, markets, what will change, and why a price is what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from marshmallow import fields

from storefront_plugin.errors import ProductsNotListed, StorefrontError
from storefront_plugin.host import Host, Product
from storefront_plugin.markets.edition import Editions, Market
from storefront_plugin.money import Currency
from storefront_plugin.pricing import written
from storefront_plugin.pricing.catalogue import listed_products
from storefront_plugin.pricing.preview import PriceChange, upcoming_changes
from storefront_plugin.pricing.price import Price
from storefront_plugin.pricing.rates.fetched_table import FetchedTable
from storefront_plugin.pricing.rates.freshness import RateUse
from storefront_plugin.pricing.rates.stored_rates import StoredRates
from storefront_plugin.pricing.rates.warnings import RateWarning, warning_of
from storefront_plugin.pricing.rules.words import rule_in_words
from storefront_plugin.pricing.service import Pricing
from storefront_plugin.shapes import Shape
from storefront_plugin.skus import SkuField
from storefront_plugin.texts import Text, sf_
from storefront_plugin.web.access import MerchantRoutes
from storefront_plugin.web.chart import LineChart, line_chart
from storefront_plugin.web.dashboard import dashboard_page
from storefront_plugin.web.parts import part
from storefront_plugin.web.routes import accepts

pages = MerchantRoutes()

DAYS_SHOWN = 90
MOST_CHANGES = 50
# A page cannot wait for a whole catalogue; the command looks at all of it.
MOST_PRODUCTS = 2000


@dataclass(frozen=True, slots=True)
class CurrencyRow:
    """One foreign currency: what its prices are made with, and how its rate has run."""

    currency: Currency
    use: RateUse
    warning: RateWarning | None
    chart: LineChart | None


@dataclass(frozen=True, slots=True)
class MarketRow:
    """One market with its rule in words."""

    market: Market
    rule: Sequence[Text]


@dataclass(frozen=True, slots=True)
class UpcomingTable:
    """A table that is not in force, and the first prices that it would change.

    `left_out` are products whose price is a fault of the shop's own, each with what is wrong.
    """

    fetched: FetchedTable
    changes: Sequence[PriceChange]
    left_out: Sequence[PriceChange]
    has_more: bool

    @property
    def largest(self) -> PriceChange | None:
        """The one that changes by most; None where none can be compared."""
        told = [each for each in self.changes if each.share is not None]
        return max(told, key=_size, default=None)


@dataclass(frozen=True, slots=True)
class WhyWish:
    """What the merchant asks about; empty where she asks nothing yet."""

    sku: str = ""
    market: str = ""


@dataclass(frozen=True, slots=True)
class WhyAnswer:
    """The product with its price and that price's sentences, or why there is none."""

    product: Product | None = None
    price: Price | None = None
    fault: Text | None = None


class WhyRequest(Shape):
    """The form "Why this price?"."""

    makes = WhyWish

    sku = SkuField(load_default="")
    market = fields.String(load_default="")


@pages.get("/dashboard/prices")
@accepts(WhyRequest, location="query")
def prices_dashboard(wish: WhyWish) -> ResponseReturnValue:
    """Everything about prices on one page."""
    pricing, markets, waiting = part(Pricing), part(Editions).markets, part(StoredRates).waiting()
    # The shop is asked for its catalogue only where something may change.
    products, unlisted = _first_products() if waiting else ([], None)
    return dashboard_page(
        "storefront/dashboard/prices.html",
        own=pricing.currency,
        rows=_currency_rows(pricing),
        markets=[
            MarketRow(market, rule_in_words(pricing.settings.terms(market), market, pricing.currency))
            for market in markets
        ],
        upcoming=[_upcoming(fetched, products[:MOST_PRODUCTS], markets) for fetched in waiting],
        has_products=bool(products),
        unlisted=unlisted,
        looked_at=MOST_PRODUCTS if len(products) > MOST_PRODUCTS else None,
        days=DAYS_SHOWN,
        wish=wish,
        why=_why(wish, markets) if wish.sku else None,
        written=written,
    )


@pages.post("/dashboard/prices/tables/<int(max=2147483647):table_id>/hold")
def hold_rates(table_id: int) -> ResponseReturnValue:
    """Hold a table back. Raises RateTableUnknown."""
    part(StoredRates).hold(table_id)
    return _back()


@pages.post("/dashboard/prices/tables/<int(max=2147483647):table_id>/release")
def release_rates(table_id: int) -> ResponseReturnValue:
    """Let a table pass. Raises RateTableUnknown."""
    part(StoredRates).release(table_id)
    return _back()


def _first_products() -> tuple[Sequence[Product], Text | None]:
    """One more than the page looks at; or why there are none, for a table can be held back without them too."""
    try:
        return list(islice(listed_products(part(Host)), MOST_PRODUCTS + 1)), None
    except ProductsNotListed as fault:
        return [], fault.text


def _size(change: PriceChange) -> Decimal:
    return abs(change.share or Decimal(0))


def _currency_rows(pricing: Pricing) -> list[CurrencyRow]:
    history = part(StoredRates).history(DAYS_SHOWN)
    return [
        CurrencyRow(currency, use, warning_of(currency, use), line_chart(history[currency]))
        for currency, use in pricing.uses().items()
    ]


def _upcoming(fetched: FetchedTable, products: Sequence[Product], markets: Sequence[Market]) -> UpcomingTable:
    first = list(islice(upcoming_changes(fetched, lambda: products, markets), MOST_CHANGES + 1))
    told = [each for each in first[:MOST_CHANGES] if each.fault is None]
    left_out = [each for each in first[:MOST_CHANGES] if each.fault is not None]
    return UpcomingTable(fetched, told, left_out, has_more=len(first) > MOST_CHANGES)


def _why(wish: WhyWish, markets: Sequence[Market]) -> WhyAnswer:
    market = next((each for each in markets if each.key == wish.market), None)
    if market is None:
        return WhyAnswer(fault=sf_("There is no market “%(key)s”.", key=wish.market))
    product = part(Host).product(wish.sku)
    if product is None:
        return WhyAnswer(fault=sf_("No product “%(sku)s” is on sale.", sku=wish.sku))
    try:
        return WhyAnswer(product, part(Pricing).price_product(product, market))
    except StorefrontError as fault:
        return WhyAnswer(product, fault=fault.text)


def _back() -> ResponseReturnValue:
    return redirect(url_for("storefront.prices_dashboard"), 303)
