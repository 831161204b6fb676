"""The host's cart with its prices in one market, for a front end of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storefront_plugin.host import CartLine, Host, OrderLine
from storefront_plugin.markets.edition import Market
from storefront_plugin.money import Money
from storefront_plugin.money import total as sum_of
from storefront_plugin.pricing.audiences import audiences_of
from storefront_plugin.pricing.service import Pricing


@dataclass(frozen=True, slots=True)
class PricedCart:
    """The lines that can be bought, what they come to before delivery, and the skus that are no longer on sale.

    Where nothing `is_sold`, since there is no rate to sell by, the prices are the shop's own, in its own currency.
    """

    lines: tuple[OrderLine, ...]
    subtotal: Money
    missing: Sequence[str]
    is_sold: bool
    minimum_order: Money | None

    @property
    def short_by(self) -> Money | None:
        """What the least order lacks; None where it does not."""
        if self.minimum_order is None or self.subtotal >= self.minimum_order:
            return None
        return self.minimum_order - self.subtotal


def price_cart(pricing: Pricing, host: Host, lines: Sequence[CartLine], market: Market) -> PricedCart:
    """The cart as a quote of it would count: each unit rounded, then multiplied."""
    audiences, is_sold = audiences_of(host), pricing.is_sold(market)
    products = {sku: host.product(sku) for sku in dict.fromkeys(line.sku for line in lines)}
    found = []
    for line in lines:
        if product := products[line.sku]:
            unit = pricing.price_product(product, market, audiences).money if is_sold else product.price
            found.append(OrderLine(line.sku, product.name, line.quantity, unit, product.price))
    missing = [sku for sku, product in products.items() if product is None]
    subtotal = sum_of([line.total for line in found], pricing.currency_of(market))
    return PricedCart(tuple(found), subtotal, missing, is_sold, pricing.minimum_order(market))
