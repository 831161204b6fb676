"""What other rates would make of the prices: tonight's changes, before they are the prices. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from storefront_plugin.errors import NoRate, StorefrontError
from storefront_plugin.host import Product
from storefront_plugin.markets.edition import Market
from storefront_plugin.money import Money
from storefront_plugin.money.rounding import divide
from storefront_plugin.pricing.service import Pricing
from storefront_plugin.texts import Text


@dataclass(frozen=True, slots=True)
class PriceChange:
    """One product's price in a market, now and then; None where it has none, since there is no rate.

    `fault` says why it has none at all: the shop itself gave it a price that is none.
    """

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


def changes(
    products: Iterable[Product], market: Market, pricing_now: Pricing, pricing_then: Pricing
) -> Iterator[PriceChange]:
    """The products whose price in the market would be another one, or is a fault, in the order given."""
    for product in products:
        try:
            old, new = _price(pricing_now, product, market), _price(pricing_then, product, market)
        except StorefrontError as fault:
            yield PriceChange(product.sku, product.name, fault=fault.text)
            continue
        if old != new:
            yield PriceChange(product.sku, product.name, old, new)


def _price(pricing: Pricing, product: Product, market: Market) -> Money | None:
    try:
        return pricing.price_product(product, market).money
    except NoRate:
        return None
