"""How much of an order has come back, and the points that go with it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from storefront_plugin.host import Order, Refund
from storefront_plugin.loyalty.entry import Points
from storefront_plugin.money import total as sum_of


def share_returned(order: Order, refunds: Sequence[Refund]) -> Fraction:
    """The part of an order's goods, by what they cost in the shop's own currency, that these refunds gave back.

    One that names no lines gave back so much of everything; shipping earns nothing, and takes nothing away.
    """
    refunded = sum_of([refund.amount for refund in refunds], order.total.currency)
    if refunded >= order.total:
        return Fraction(1)
    goods = sum(line.base_total.minor for line in order.lines)
    if not goods:
        return Fraction(0)
    lines = Counter[str]()
    by_amount = 0
    for refund in refunds:
        for line in refund.lines:
            lines[line.sku] += line.quantity
        if not refund.lines and not refund.shipping:
            by_amount += refund.amount.minor
    named = 0
    for sold in order.lines:
        count = min(lines[sold.sku], sold.quantity)
        lines[sold.sku] -= count
        named += sold.base_unit.minor * count
    return min(Fraction(named, goods) + Fraction(by_amount, order.total.minor), Fraction(1))


def points_returned(earned: Points, order: Order, refunds: Sequence[Refund]) -> Points:
    """The points of what came back: a part of a point stays with the customer, until all of the order is back.

    Reckoned from all refunds together, so that a refund in parts takes what it would have taken at once.
    """
    return int(earned * share_returned(order, refunds))
