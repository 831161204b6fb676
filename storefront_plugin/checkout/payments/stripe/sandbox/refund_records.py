"""Refunds and disputes that the sandbox remembers, read and written within a transaction that the caller began."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, insert, select, update

from storefront_plugin.checkout.payments.stripe.sandbox.refunds import (
    DisputeStatus,
    RefundStatus,
    SandboxDispute,
    SandboxRefund,
)
from storefront_plugin.checkout.payments.stripe.sandbox.tables import disputes, refunds


def save_refund(db: Connection, refund: SandboxRefund) -> None:
    values = {**asdict(refund), "metadata": dict(refund.metadata)}
    if not db.execute(update(refunds).where(refunds.c.id == refund.id).values(values)).rowcount:
        db.execute(insert(refunds).values(values))


def refunds_of(db: Connection, intent_id: str | None) -> Sequence[SandboxRefund]:
    """The refunds of one payment, or of all, the first first."""
    asked = select(refunds).order_by(refunds.c.number)
    rows = db.execute(asked if intent_id is None else asked.where(refunds.c.intent_id == intent_id))
    return [
        SandboxRefund(
            id=row.id,
            intent_id=row.intent_id,
            amount=row.amount,
            currency=row.currency,
            created_at=row.created_at,
            status=RefundStatus(row.status),
            metadata=row.metadata,
        )
        for row in rows
    ]


def save_dispute(db: Connection, dispute: SandboxDispute) -> None:
    values = asdict(dispute)
    if not db.execute(update(disputes).where(disputes.c.id == dispute.id).values(values)).rowcount:
        db.execute(insert(disputes).values(values))


def disputes_of(db: Connection, intent_id: str | None) -> Sequence[SandboxDispute]:
    """The disputes of one payment, or of all, the first first."""
    asked = select(disputes).order_by(disputes.c.created_at, disputes.c.id)
    rows = db.execute(asked if intent_id is None else asked.where(disputes.c.intent_id == intent_id))
    return [
        SandboxDispute(row.id, row.intent_id, row.amount, row.currency, row.created_at, DisputeStatus(row.status))
        for row in rows
    ]
