"""Which of an order bears which tax: what several taxes are on is counted once. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from storefront_plugin.host.orders import Order, TaxLine
from storefront_plugin.money import Money
from storefront_plugin.money import total as sum_of

# The skus that a tax is on; None is everything, shipping too.
Base = frozenset[str] | None


def base_of(tax: TaxLine) -> Base:
    """What a tax is on, in whichever order its skus are named."""
    return None if tax.skus is None else frozenset(tax.skus)


def is_within(inner: Base, outer: Base) -> bool:
    """Whether all that the one holds is of the other, or they are the same."""
    return outer is None or (inner is not None and inner <= outer)


def do_cross(one: Base, other: Base) -> bool:
    """Whether they overlap, and neither is within the other."""
    return one is not None and other is not None and not one.isdisjoint(other) and not (one <= other or other <= one)


def nets_apart(taxes: Sequence[TaxLine]) -> dict[Base, Money] | None:
    """What each base bears beside the bases within it, the wider first; None where a net is not told.

    These nets do not overlap: that of a tax is those within its base. Missing are bases that cross another, and those
    that bear more than is left of what they are within. Of two nets on one base, as where one tax is on another as
    well, it is the lower.
    """
    nets: dict[Base, Money] = {}
    for tax in taxes:
        if tax.net is None:
            return None
        nets[base_of(tax)] = min(tax.net, nets.get(base_of(tax), tax.net))
    apart: dict[Base, Money] = {}
    for base in sorted(nets, key=lambda base: inf if base is None else len(base), reverse=True):
        tightest_around = [each for each in apart if is_within(base, each)][-1:]
        is_too_much = any(apart[each] < nets[base] for each in tightest_around)
        if is_too_much or any(do_cross(base, other) for other in nets):
            continue
        apart[base] = nets[base]
        for each in tightest_around:
            apart[each] -= nets[base]
    return apart


def untaxed_of(order: Order) -> Money | None:
    """What of the lines and the shipping bears no tax, such as a delivery that none is on; None where all does."""
    parts = [line.total for line in order.lines if not any(tax.is_on(line.sku) for tax in order.taxes)]
    if order.shipping and not any(tax.is_on(None) for tax in order.taxes):
        parts.append(order.shipping)
    return sum_of(parts, order.total.currency) or None
