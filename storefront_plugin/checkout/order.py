"""An order as it comes from a quote. Pure: its reference is drawn by the caller."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from storefront_plugin.host import Order
from storefront_plugin.money import Money, Rounding
from storefront_plugin.pricing.quotes.quote import Quote

# Crockford's alphabet: no letter that is taken for a digit on the telephone.
REFERENCE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH = 10


class OrderState(StrEnum):
    """UNPLACED until it is paid for; CANCELLED where it was paid for and could not be kept, or never was paid for."""

    UNPLACED = "unplaced"
    PLACED = "placed"
    CANCELLED = "cancelled"


def order_from(quote: Quote, *, reference: str, customer_id: str | None) -> Order:
    """A frozen copy of what the quote promised."""
    return Order(
        reference=reference,
        lines=quote.lines,
        total=quote.total,
        locale=quote.locale,
        market=quote.market,
        customer_id=customer_id,
        email=quote.email,
        shipping_name=quote.shipping_name,
        shipping=quote.shipping,
        taxes=quote.taxes,
        address=quote.address,
        rounding=quote.rounding,
        rounding_name=quote.rounding_name,
        rate=quote.rate,
    )


def restated(order: Order, charged: Money | None = None) -> Money | None:
    """An order's total, or what was `charged` of it, in the shop's own currency.

    By the order's own rate, without the margin that was added to it. None for an order of another currency that was
    kept before orders carried their rate.
    """
    money = order.total if charged is None else charged
    if order.rate is None:
        is_own = order.lines and order.lines[0].base_unit.currency == money.currency
        return money if is_own else None
    base = order.rate.base
    exact = Fraction(money.amount) / Fraction(order.rate.ratio) * 10**base.exponent
    return Money(Rounding.HALF_UP.to_step(exact), base)
