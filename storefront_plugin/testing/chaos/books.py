"""What our record and the sandbox's say of one history, and what must hold between them once the dust has settled."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select

from storefront_plugin.checkout.order import OrderState
from storefront_plugin.checkout.payments.stripe import from_stripe_amount
from storefront_plugin.checkout.payments.stripe.reading import ATTEMPT
from storefront_plugin.checkout.payments.stripe.sandbox import Intent, Status
from storefront_plugin.checkout.payments.stripe.sandbox import records as sandbox_records
from storefront_plugin.checkout.payments.stripe.sandbox import tables as theirs
from storefront_plugin.checkout.ports import AttemptState, RefundState
from storefront_plugin.checkout.states import UNSETTLED
from storefront_plugin.checkout.tables import attempts, orders, provider_events, refunds
from storefront_plugin.events import OrderPaid
from storefront_plugin.money import Currency, Money
from storefront_plugin.outbox.tables import events, outbox
from storefront_plugin.storage import Database
from storefront_plugin.testing.chaos.weather import Witness
from storefront_plugin.web.parts import Parts

_OPEN_REFUNDS = (RefundState.ASKING, RefundState.PENDING)


@dataclass(frozen=True)
class Books:
    """All that began since a moment: between two histories, time goes on."""

    parts: Parts
    since: datetime

    def intents(self) -> list[Intent]:
        """The sandbox's payments that carry an attempt's name."""
        with self.parts[Database].read() as db:
            return [intent for intent in sandbox_records.newest(db, self.since) if ATTEMPT in intent.metadata]

    def placed(self) -> dict[str, Money]:
        """What each paid order came to, by its reference."""
        asked = select(orders).where(orders.c.made_at >= self.since, orders.c.state == OrderState.PLACED)
        return {row.reference: Money(row.total_minor, Currency.of(row.currency)) for row in self._rows(asked)}

    def authorised(self) -> list[str]:
        return [row.order_reference for row in self._attempts() if row.state == AttemptState.AUTHORISED]

    def pending_refunds(self) -> list[tuple[str, str]]:
        """The sandbox's refunds that are on their way, or whose card sends them back: payment and refund."""
        return [(row.intent_id, row.id) for row in self._their_refunds() if row.status in ("pending", "succeeded")]

    def is_anything_left(self) -> bool:
        """Whether something may still change by itself."""
        return (
            any(row.state in UNSETTLED for row in self._attempts())
            or any(row.state in _OPEN_REFUNDS for row in self._refunds())
            or bool(self._rows(select(outbox.c.id).where(outbox.c.done_at.is_(None))))
        )

    def faults(self, witness: Witness, acknowledged: set[str]) -> Iterator[str]:
        """Whatever does not hold, in words."""
        yield from self._faults_of_attempts()
        yield from self._faults_of_orders(witness)
        yield from self._faults_of_money()
        dealt_with = select(provider_events.c.id).where(provider_events.c.processed_at.is_not(None))
        known = {row.id for row in self._rows(dealt_with.where(provider_events.c.received_at >= self.since))}
        for event_id in acknowledged - known:
            yield f"notification {event_id} was acknowledged and not dealt with"

    def _faults_of_attempts(self) -> Iterator[str]:
        for row in self._attempts():
            if row.state in UNSETTLED or row.state == AttemptState.NEEDS_ATTENTION:
                yield f"attempt {row.id} is left {row.state}"
        for row in self._refunds():
            if row.state in _OPEN_REFUNDS:
                yield f"refund {row.id} is left {row.state}"
        for row in self._rows(select(outbox).where(outbox.c.done_at.is_(None))):
            yield f"{row.reaction} to {row.event_id} is left undone: {row.last_error}"

    def _faults_of_orders(self, witness: Witness) -> Iterator[str]:
        placed = self.placed()
        paid_by = Counter(row.order_reference for row in self._attempts() if row.state == AttemptState.PAID)
        confirmations = Counter(
            row.event_id.partition(":")[2]
            for row in self._rows(
                select(outbox.c.event_id).join(events)
                .where(events.c.kind == OrderPaid.kind, events.c.recorded_at >= self.since)
                .where(outbox.c.reaction == "send_confirmation")
            )
        )  # fmt: skip
        for reference in sorted({*placed, *paid_by, *confirmations, *witness.placed}):
            counted = (int(reference in placed), paid_by[reference], confirmations[reference])
            if counted != (1, 1, 1):
                yield f"order {reference}: placed, paid, confirmed {counted}"
            if reference not in witness.placed:
                yield f"the host was never told of order {reference}"
        for reference in witness.placed & witness.cancelled:
            yield f"the host was told that order {reference} was placed, and that it was cancelled"

    def _faults_of_money(self) -> Iterator[str]:
        """One charge for a paid order, and of every other one all is given back; each refund is in both books."""
        ours = {row.id: row for row in self._attempts()}
        our_refunds, their_refunds = defaultdict[str, int](int), defaultdict[str, int](int)
        came_back, disputed = set(), {row.intent_id for row in self._rows(select(theirs.disputes.c.intent_id))}
        for row in self._refunds():
            our_refunds[row.attempt_id] += row.amount_minor if row.state == RefundState.SUCCEEDED else 0
        for row in self._their_refunds():
            their_refunds[row.intent_id] += row.amount if row.status == "succeeded" else 0
            if row.status == "failed":
                came_back.add(row.intent_id)
        for intent in self.intents():
            attempt, is_charged = ours.get(intent.metadata[ATTEMPT]), intent.status is Status.SUCCEEDED
            if attempt is None:
                yield f"payment {intent.id} belongs to no attempt"
                continue
            if is_charged != (attempt.state in (AttemptState.PAID, AttemptState.SURPLUS)):
                yield f"payment {intent.id} is {intent.status}, and attempt {attempt.id} is {attempt.state}"
            if attempt.payment_id not in (intent.id, None):
                yield f"attempt {attempt.id} was paid by {attempt.payment_id} and by {intent.id}"
            if is_charged and attempt.captured_minor not in (None, intent.money.minor):
                yield f"attempt {attempt.id} captured {attempt.captured_minor}, and payment {intent.id} {intent.amount}"
            ours_back = our_refunds[attempt.id]
            theirs_back = from_stripe_amount(their_refunds[intent.id], intent.currency).minor
            if ours_back != theirs_back:
                yield f"attempt {attempt.id} gave back {ours_back}, and payment {intent.id} {theirs_back}"
            left = intent.amount - their_refunds[intent.id]
            is_for_a_person = intent.id in came_back or intent.id in disputed
            if is_charged and attempt.state == AttemptState.SURPLUS and left and not is_for_a_person:
                yield f"payment {intent.id} bought nothing, and {left} of it did not go back"

    def _attempts(self) -> list[Row[Any]]:
        return self._rows(select(attempts).where(attempts.c.asked_at >= self.since).order_by(attempts.c.asked_at))

    def _refunds(self) -> list[Row[Any]]:
        return self._rows(select(refunds).where(refunds.c.made_at >= self.since))

    def _their_refunds(self) -> list[Row[Any]]:
        return self._rows(select(theirs.refunds).where(theirs.refunds.c.created_at >= self.since))

    def _rows(self, asked: Select[Any]) -> list[Row[Any]]:
        with self.parts[Database].read() as db:
            return list(db.execute(asked))
