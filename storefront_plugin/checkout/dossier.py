"""One order whole, for the merchant: what was bought, each try to collect it, what went back, and all that happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, select

from storefront_plugin.checkout import records, refund_records
from storefront_plugin.checkout.attempt import Attempt
from storefront_plugin.checkout.dispute import losses
from storefront_plugin.checkout.order import OrderState, restated
from storefront_plugin.checkout.ports import RefundState
from storefront_plugin.checkout.refund_records import RefundRecord
from storefront_plugin.checkout.tables import attempts, effects, orders, provider_events
from storefront_plugin.events import (
    OrderCancelled,
    OrderDisputed,
    OrderPaid,
    OrderRefunded,
    PaymentAwaited,
    RefundFailed,
    SurplusReceived,
    id_of,
)
from storefront_plugin.host import Dispute, DisputeState, Order, Refund
from storefront_plugin.money import Money
from storefront_plugin.outbox.tables import events, outbox


@dataclass(frozen=True, slots=True)
class AttemptEntry:
    """One try to collect, with the moment of the last word on it."""

    attempt: Attempt
    settled_at: datetime | None
    disputes: Sequence[Dispute]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened: `source` is who says so, the shop or a provider; `kind` its name in data."""

    at: datetime
    source: str
    kind: str


@dataclass(frozen=True, slots=True)
class Undone:
    """What is still to be done about something that happened, and why it failed so far."""

    kind: str
    reaction: str
    attempts: int
    due_at: datetime
    last_error: str | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that is kept of one order."""

    order: Order
    state: OrderState
    made_at: datetime
    own: Money | None
    attempts: Sequence[AttemptEntry]
    refunds: Sequence[RefundRecord]
    happenings: Sequence[Happening]
    undone: Sequence[Undone]

    @property
    def paid_by(self) -> Attempt | None:
        """The attempt whose money is the order's; None where it is not paid."""
        return next((each.attempt for each in self.attempts if each.attempt.state == "paid"), None)

    @property
    def given_back(self) -> list[Refund]:
        """What lowers what can still go back of the order: refunds that stand, and what disputes have taken.

        Not what went back of a payment that was too much.
        """
        paid = self.paid_by
        if paid is None:
            return []
        refunds = [record for record in self.refunds if record.attempt_id == paid.id]
        disputes = [told for each in self.attempts if each.attempt.id == paid.id for told in each.disputes]
        return refund_records.standing(refunds) + losses(disputes)


def read_dossier(db: Connection, reference: str) -> Dossier:
    """The order of that reference, paid or not. Raises OrderUnknown."""
    kept = records.order(db, reference)
    tried = _attempts(db, reference)
    refunds = refund_records.of_order(db, reference)
    made_at = db.execute(select(orders.c.made_at).where(orders.c.reference == reference)).scalar_one()
    names = _events_about(reference, tried, refunds)
    uncollected = [id_of(OrderRefunded, each.id) for each in refunds if each.state is RefundState.UNCOLLECTED]
    charged = next((each.attempt.captured for each in tried if each.attempt.uncollected), None)
    return Dossier(
        order=kept.order,
        state=kept.state,
        made_at=made_at,
        own=restated(kept.order, charged),
        attempts=tried,
        refunds=refunds,
        # Of what bears the same moment, the cause stands before what came of it.
        happenings=sorted(
            [
                Happening(made_at, "", "order_made"),
                *(Happening(each.attempt.asked_at, "", "payment_asked") for each in tried),
                *_told_by_providers(db, tried),
                *_events(db, names, uncollected),
                *_effects(db, reference),
            ],
            key=lambda each: each.at,
        ),
        undone=_undone(db, names),
    )


def _attempts(db: Connection, reference: str) -> list[AttemptEntry]:
    asked = select(attempts).where(attempts.c.order_reference == reference).order_by(attempts.c.asked_at)
    rows = db.execute(asked).mappings().all()
    disputed = refund_records.disputes_by_attempt(db, [row["id"] for row in rows])
    return [AttemptEntry(Attempt.of(dict(row)), row["settled_at"], disputed[row["id"]]) for row in rows]


def _events_about(reference: str, tried: Sequence[AttemptEntry], refunds: Sequence[RefundRecord]) -> list[str]:
    """The names of our own events that may have happened: they are made of what they are about."""
    return [
        *(id_of(event, reference) for event in (OrderPaid, OrderCancelled)),
        *(id_of(event, each.attempt.id) for each in tried for event in (PaymentAwaited, SurplusReceived)),
        *(id_of(event, each.id) for each in refunds for event in (OrderRefunded, RefundFailed)),
        *(name for each in tried for told in each.disputes for name in _events_of(told)),
    ]


def _events_of(dispute: Dispute) -> list[str]:
    """The names of all that may have happened to a dispute until now, each decision that was overturned by its own."""
    until_now = [replace(dispute, overturned_count=count) for count in range(dispute.overturned_count + 1)]
    return [id_of(OrderDisputed, f"{each.decision_id}:{state}") for each in until_now for state in DisputeState]


def _events(db: Connection, names: Sequence[str], uncollected: Sequence[str]) -> list[Happening]:
    """Ours; of those that moved no money the `kind` says so."""
    found = select(events).where(events.c.id.in_(names)).order_by(events.c.recorded_at)
    return [
        Happening(row.occurred_at, "", RefundState.UNCOLLECTED if row.id in uncollected else row.kind)
        for row in db.execute(found)
    ]


def _undone(db: Connection, names: Sequence[str]) -> list[Undone]:
    found = (
        select(events.c.kind, outbox.c.reaction, outbox.c.attempts, outbox.c.due_at, outbox.c.last_error)
        .join(events)
        .where(outbox.c.event_id.in_(names), outbox.c.done_at.is_(None))
        .order_by(outbox.c.due_at, outbox.c.id)
    )
    return [Undone(*row) for row in db.execute(found)]


def _told_by_providers(db: Connection, tried: Sequence[AttemptEntry]) -> list[Happening]:
    payments = [each.attempt.payment_id for each in tried if each.attempt.payment_id]
    found = select(provider_events).where(provider_events.c.payment_id.in_(payments))
    return [Happening(row.received_at, row.provider, row.kind) for row in db.execute(found)]


def _effects(db: Connection, reference: str) -> list[Happening]:
    found = select(effects.c.kind, effects.c.happened_at).where(effects.c.order_reference == reference)
    return [Happening(row.happened_at, "", row.kind.partition(":")[0]) for row in db.execute(found)]
