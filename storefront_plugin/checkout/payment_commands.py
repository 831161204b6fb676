"""`flask storefront orders paid`, `refund-sent` and `capture`: what the merchant says and does about payments."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from storefront_plugin.checkout.book import OrderBook
from storefront_plugin.checkout.by_hand import ByHand, Remittance
from storefront_plugin.checkout.payments.bank_transfer.remark import Remark
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.checkout.service import Checkout
from storefront_plugin.money import Currency, Money
from storefront_plugin.web.parts import part


@click.command("paid")
@click.argument("reference")
@click.option("--amount", help="What came, such as 30.00 or “30.00 USD”; by default what was asked for.")
@click.option("--dry-run", is_flag=True, help="Say what it would mean, and change nothing.")
@with_appcontext
def mark_paid(reference: str, amount: str | None, dry_run: bool) -> None:
    """Note that the transfer with REFERENCE came: its own, RF…, or the order's number.

    Ends with 1 where what came is not what was asked for: the order then waits for a person.
    """
    asked = part(ByHand).transfer(reference).amount
    money = None if amount is None else _money(amount, asked.currency)
    if dry_run:
        came = part(ByHand).preview(reference, money)
        _tell(came, "would be paid" if came.remark is Remark.RIGHT else "would not be paid")
        return
    came, attempt = part(ByHand).paid(reference, money)
    _tell(came, "is paid" if attempt.state is AttemptState.PAID else "is not paid")
    if attempt.state is not AttemptState.PAID:
        raise click.ClickException(f"The order is not paid: its payment is “{attempt.state}”.")


@click.command("refund-sent")
@click.argument("refund")
@with_appcontext
def mark_refund_sent(refund: str) -> None:
    """Note that you have sent REFUND, by its id, from your bank."""
    attempt = part(ByHand).refund_sent(refund)
    click.echo(f"Refund {refund} of order {attempt.order_reference} is noted as sent.")


@click.command("capture")
@click.argument("reference")
@click.option("--amount", help="So much of it, such as 30.00; what is left is released for good, and not charged.")
@with_appcontext
def capture(reference: str, amount: str | None) -> None:
    """Charge the card that was authorised for the order REFERENCE; said again, it is charged once.

    Ends with 1 where it was charged for another amount before.
    """
    money = None if amount is None else _money(amount, part(OrderBook).order(reference).total.currency)
    attempt = part(Checkout).capture(reference, money)
    if attempt.state is not AttemptState.PAID:
        raise click.ClickException(f"The order is not paid: its payment is “{attempt.state}”.")
    click.echo(f"{attempt.captured or attempt.amount} is captured for order {attempt.order_reference}.")


def _money(text: str, currency: Currency) -> Money:
    amount, _, code = text.strip().partition(" ")
    return Money.of(amount, code.strip() or currency)


def _tell(came: Remittance, what_becomes: str) -> None:
    transfer = came.transfer
    before = ", as was noted before" if came.was_noted else ""
    click.echo(f"Order {transfer.order_reference}, reference {transfer.reference_in_fours}: {came.money} came{before}.")
    is_right = came.remark is Remark.RIGHT
    asked = "It is what was asked for" if is_right else f"{came.remark.capitalize()}. {transfer.amount} was asked for"
    click.echo(f"{asked}; the order {what_becomes}.")
