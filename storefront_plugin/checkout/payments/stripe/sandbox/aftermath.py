"""What happens to a payment of the sandbox once it is paid: refunds and disputes, asked for or by themselves.

Each function is one step of a transaction that the caller began, who also writes down what happened (`note`).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from storefront_plugin.checkout.payments.stripe.sandbox import records, refund_records
from storefront_plugin.checkout.payments.stripe.sandbox.intents import Intent, Status
from storefront_plugin.checkout.payments.stripe.sandbox.parameters import (
    read_refund,
    read_refund_listing,
)
from storefront_plugin.checkout.payments.stripe.sandbox.refunds import (
    DisputeStatus,
    RefundStatus,
    SandboxDispute,
    SandboxRefund,
    charge_described,
    is_disputed_at_once,
    refunded,
)
from storefront_plugin.checkout.payments.stripe.sandbox.refusals import unexpected_state, unknown_intent

# Writes down that something of this kind happened to a payment, and what it was about.
Note = Callable[[str, str, Mapping[str, Any]], None]


def refund(db: Connection, form: Mapping[str, Any], note: Note, now: datetime) -> dict[str, Any]:
    """Answer a request for a refund."""
    asked = read_refund(form)
    intent = records.load(db, asked.intent_id, lock=True)
    if intent is None:
        raise unknown_intent(asked.intent_id)
    made = give_back(db, intent, note, now, amount=asked.amount, metadata=asked.metadata)
    return made.described(with_books="balance_transaction" in asked.expanded)


def give_back(
    db: Connection,
    intent: Intent,
    note: Note,
    now: datetime,
    *,
    amount: int | None = None,
    metadata: Mapping[str, str] | None = None,
) -> SandboxRefund:
    """Refund a payment that is locked. Raises Refused."""
    earlier = refund_records.refunds_of(db, intent.id)
    disputes = refund_records.disputes_of(db, intent.id)
    made = refunded(
        f"re_{secrets.token_hex(12)}", intent, earlier, disputes, amount=amount, metadata=metadata or {}, at=now
    )
    refund_records.save_refund(db, made)
    note("refund.created", intent.id, made.described(with_books=False))
    note("charge.refunded", intent.id, charge_described(intent, [*earlier, made], disputes))
    return made


def finish(db: Connection, refund_id: str, intent: Intent, note: Note) -> SandboxRefund | None:
    """Let some days pass for one refund of a payment; None where it has no such refund."""
    for made in refund_records.refunds_of(db, intent.id):
        if made.id == refund_id:
            later = made.finished(intent.payment_method)
            if later.status is not made.status:
                refund_records.save_refund(db, later)
                kind = "refund.failed" if later.status is RefundStatus.FAILED else "refund.updated"
                note(kind, intent.id, later.described(with_books=False))
            return later
    return None


def list_refunds(db: Connection, form: Mapping[str, Any]) -> tuple[list[dict[str, Any]], bool]:
    """A page of refunds, of one payment or of all, the newest first, and whether there are more."""
    asked = read_refund_listing(form)
    page, has_more = asked.page.of(reversed(refund_records.refunds_of(db, asked.intent_id)))
    return [each.described(with_books=True) for each in page], has_more


def list_disputes(db: Connection, form: Mapping[str, Any]) -> tuple[list[dict[str, Any]], bool]:
    """A page of disputes, likewise."""
    asked = read_refund_listing(form)
    page, has_more = asked.page.of(reversed(refund_records.disputes_of(db, asked.intent_id)))
    return [each.described() for each in page], has_more


def charge(db: Connection, intent: Intent) -> dict[str, Any]:
    """The charge behind a paid payment, all expanded."""
    return charge_described(intent, refund_records.refunds_of(db, intent.id), refund_records.disputes_of(db, intent.id))


def dispute_if_so_minded(db: Connection, intent: Intent, note: Note, now: datetime) -> None:
    """Let the bank question a payment that has just been made, where its card is one of those."""
    if is_disputed_at_once(intent):
        dispute(db, intent, note, now)


def dispute(db: Connection, intent: Intent, note: Note, now: datetime) -> None:
    """Let the bank question a payment that is made, unless it does already. Raises Refused for one that is not."""
    if intent.status is not Status.SUCCEEDED:
        raise unexpected_state("dispute", intent.status)
    if refund_records.disputes_of(db, intent.id):
        return
    opened = SandboxDispute(f"dp_{secrets.token_hex(12)}", intent.id, intent.received, intent.currency, now)
    refund_records.save_dispute(db, opened)
    note("charge.dispute.created", intent.id, opened.described())
    note("charge.dispute.funds_withdrawn", intent.id, opened.described())


def decide_disputes(db: Connection, intent: Intent, note: Note, *, is_won: bool) -> None:
    """Let the bank decide what it questions about a payment."""
    for opened in refund_records.disputes_of(db, intent.id):
        if opened.status is DisputeStatus.NEEDS_RESPONSE:
            closed = replace(opened, status=DisputeStatus.WON if is_won else DisputeStatus.LOST)
            refund_records.save_dispute(db, closed)
            note("charge.dispute.closed", intent.id, closed.described())
            if is_won:
                note("charge.dispute.funds_reinstated", intent.id, closed.described())
