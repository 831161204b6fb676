"""The host's cart with its prices in one market, for a front end of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storefront_plugin.host import CartLine, Host, OrderLine
from storefront_plugin.markets.edition import Market
from storefront_plugin.money import Money
from storefront_plugin.money import total as sum_of
from storefront_plugin.pricing.service import Pricing


@dataclass(frozen=True, slots=True)
class PricedCart:
    """The lines that can be bought, what they come to before delivery, and the skus that are no longer on sale."""

    lines: tuple[OrderLine, ...]
    subtotal: Money
    missing: Sequence[str]


def price_cart(pricing: Pricing, host: Host, lines: Sequence[CartLine], market: Market) -> PricedCart:
    """The cart as a quote of it would count: each unit rounded, then multiplied. Raises NoRate."""
    priced = pricing.price_products(host, [line.sku for line in lines], market)
    by_sku = {each.product.sku: each for each in priced.prices}
    found = tuple(
        OrderLine(line.sku, known.product.name, line.quantity, known.price.money, known.price.base)
        for line in lines
        if (known := by_sku.get(line.sku))
    )
    return PricedCart(found, sum_of([line.total for line in found], market.currency), priced.missing)
