"""Which of an order bears which tax: what several taxes are on is counted once. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from storefront_plugin.host.orders import Order, TaxLine
from storefront_plugin.money import Money
from storefront_plugin.money import total as sum_of

# What a tax is on, as `TaxLine.skus` names it.
Base = tuple[str, ...] | None


def nets_by_base(taxes: Sequence[TaxLine]) -> dict[Base, Money] | None:
    """What the taxes are on, each once, with its net; None where one is not told, or where they overlap."""
    nets = {tax.skus: tax.net for tax in taxes if tax.net is not None}
    skus = [sku for base in nets for sku in set(base or ())]
    is_apart = len(nets) < 2 or (None not in nets and len(skus) == len(set(skus)))
    return nets if is_apart and all(tax.net is not None for tax in taxes) else None


def untaxed_of(order: Order) -> Money | None:
    """What of the lines and the shipping bears no tax, such as a delivery that none is on; None where all does."""
    parts = [line.total for line in order.lines if not any(tax.is_on(line.sku) for tax in order.taxes)]
    if order.shipping and not any(tax.is_on(None) for tax in order.taxes):
        parts.append(order.shipping)
    return sum_of(parts, order.total.currency) or None
