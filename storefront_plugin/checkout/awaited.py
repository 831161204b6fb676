"""What is told of money that its buyer has done her part for, and that is not ours yet. Pure."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from storefront_plugin.checkout.attempt import Attempt
from storefront_plugin.checkout.ports import AttemptState, PaymentReport
from storefront_plugin.events import PaymentAwaited
from storefront_plugin.host import Order


def payment_awaited(
    was: Attempt, attempt: Attempt, report: PaymentReport, order: Order, *, now: datetime
) -> PaymentAwaited | None:
    """That it has come so far with this report; None where it had before, or has not, or is paid.

    PROCESSING is not so far: a card passes through it in a moment, and a debit that fails days later bought nothing.
    """
    if was.is_bought or not attempt.is_bought or attempt.state is AttemptState.PAID:
        return None
    return PaymentAwaited(
        order=order,
        attempt_id=attempt.id,
        open_until=attempt.open_until,
        transfer_to=report.transfer_to,
        next_url=_absolute(attempt.next_url),
        occurred_at=now,
    )


def _absolute(address: str | None) -> str | None:
    """None for a page of our own sandbox: outside a request nobody knows at which host it is."""
    return address if address and urlsplit(address).scheme else None
