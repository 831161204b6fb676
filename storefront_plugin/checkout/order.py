"""An order as it comes from a quote. Pure: its reference is drawn by the caller."""

from __future__ import annotations

from enum import StrEnum

from storefront_plugin.host import Order
from storefront_plugin.pricing.quote import Quote

# Crockford's alphabet: no letter that is taken for a digit on the telephone.
REFERENCE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH = 10


class OrderState(StrEnum):
    """UNPLACED until it is paid for."""

    UNPLACED = "unplaced"
    PLACED = "placed"


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
    )
