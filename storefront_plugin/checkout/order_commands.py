"""`flask storefront orders`: what was sold, one order whole, and what waits for a person."""

from __future__ import annotations

import click

from storefront_plugin.checkout.book_commands import list_orders, show_attention, show_order, show_sales
from storefront_plugin.checkout.payment_commands import capture, mark_paid, mark_refund_sent
from storefront_plugin.checkout.refund_commands import give_back, refund_order


@click.group(
    "orders",
    commands=[
        list_orders,
        show_order,
        show_attention,
        show_sales,
        refund_order,
        give_back,
        mark_paid,
        mark_refund_sent,
        capture,
    ],
)
def orders() -> None:
    """Orders: what was sold, what was given back, and what waits for a person."""
