"""What those who moved the money say of it: the sandbox of its payments, and the merchant's bank of the transfers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storefront_plugin.checkout.payments.bank_transfer.tables import transfer_refunds, transfers
from storefront_plugin.checkout.payments.stripe import from_stripe_amount
from storefront_plugin.checkout.payments.stripe.reading import ATTEMPT
from storefront_plugin.checkout.payments.stripe.sandbox import Intent, records
from storefront_plugin.checkout.payments.stripe.sandbox.tables import disputes, refunds


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment in the shop's minor units: what came, 0 before it came, and what has arrived back of it.

    `is_for_a_person` tells of one whose refund came back, or that its bank disputes: nothing goes back by itself.
    """

    id: str
    attempt_id: str
    state: str
    came_minor: int
    returned_minor: int
    disputes: frozenset[str] = frozenset()
    is_for_a_person: bool = False


def payments(db: Connection, since: datetime) -> Iterator[Payment]:
    """All that carry an attempt's name and began since then."""
    yield from (_of_sandbox(db, intent) for intent in intents(db, since))
    sent = (transfer_refunds.c.reference == transfers.c.reference) & transfer_refunds.c.sent_at.is_not(None)
    returned = select(func.coalesce(func.sum(transfer_refunds.c.amount_minor), 0)).where(sent).scalar_subquery()
    asked = select(transfers, returned.label("returned_minor")).where(transfers.c.opened_at >= since)
    for row in db.execute(asked):
        state, came = ("open", 0) if row.received_at is None else ("received", row.received_minor)
        yield Payment(row.reference, row.attempt_id, state, came, int(row.returned_minor))


def intents(db: Connection, since: datetime) -> list[Intent]:
    """The sandbox's payments that carry an attempt's name."""
    return [intent for intent in records.newest(db, since) if ATTEMPT in intent.metadata]


def _of_sandbox(db: Connection, intent: Intent) -> Payment:
    given_back = list(db.execute(select(refunds.c.amount, refunds.c.status).where(refunds.c.intent_id == intent.id)))
    disputed = frozenset(db.scalars(select(disputes.c.id).where(disputes.c.intent_id == intent.id)))
    arrived = sum(amount for amount, status in given_back if status == "succeeded")
    return Payment(
        id=intent.id,
        attempt_id=intent.metadata[ATTEMPT],
        state=intent.status,
        came_minor=from_stripe_amount(intent.received, intent.currency).minor,
        returned_minor=from_stripe_amount(arrived, intent.currency).minor,
        disputes=disputed,
        is_for_a_person=bool(disputed) or any(status == "failed" for _, status in given_back),
    )
