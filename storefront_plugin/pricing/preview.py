"""What other rates would make of the prices: tonight's changes, before they are the prices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from storefront_plugin.errors import NoRate, StorefrontError
from storefront_plugin.host import Product
from storefront_plugin.markets.edition import Market
from storefront_plugin.money import Money
from storefront_plugin.money.rounding import divide
from storefront_plugin.pricing.rates.fetched_table import FetchedTable
from storefront_plugin.pricing.rates.stored_rates import StoredRates
from storefront_plugin.pricing.service import Pricing
from storefront_plugin.texts import Text
from storefront_plugin.web.parts import part


@dataclass(frozen=True, slots=True)
class PriceChange:
    """One product's price in a market, now and then; None where it has none, since there is no rate.

    `fault` says why it has none at all: the shop itself gave it a price that is none.
    """

    market: Market
    sku: str
    name: str
    old: Money | None = None
    new: Money | None = None
    fault: Text | None = None

    @property
    def share(self) -> Decimal | None:
        """By how much it changes: 0.02 is 2 % more. None where the two cannot be compared."""
        if not self.old or not self.new or self.old.currency != self.new.currency:
            return None
        return divide(Decimal(self.new.minor - self.old.minor), Decimal(self.old.minor))


def upcoming_changes(
    fetched: FetchedTable, products: Callable[[], Iterable[Product]], markets: Sequence[Market]
) -> Iterator[PriceChange]:
    """What a table of rates that waits will change; the products are gone through once for each market abroad."""
    now = part(Pricing)
    then = now.with_rates(part(StoredRates).with_waiting(fetched))
    for market in markets:
        if market.currency != now.currency:
            yield from changes(products(), market, now, then)


def changes(
    products: Iterable[Product], market: Market, pricing_now: Pricing, pricing_then: Pricing
) -> Iterator[PriceChange]:
    """The products whose price in the market would be another one, or is a fault, in the order given."""
    for product in products:
        try:
            old, new = _price(pricing_now, product, market), _price(pricing_then, product, market)
        except StorefrontError as fault:
            yield PriceChange(market, product.sku, product.name, fault=fault.text)
            continue
        if old != new:
            yield PriceChange(market, product.sku, product.name, old, new)


def _price(pricing: Pricing, product: Product, market: Market) -> Money | None:
    try:
        return pricing.price_product(product, market).money
    except NoRate:
        return None
