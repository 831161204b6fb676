"""What our record and theirs say of one history, and what must hold between them once the dust has settled."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select

from storefront_plugin.checkout.order import OrderState
from storefront_plugin.checkout.payments.bank_transfer import BankTransfer
from storefront_plugin.checkout.payments.bank_transfer.tables import transfer_refunds, transfers
from storefront_plugin.checkout.payments.stripe.sandbox import Intent
from storefront_plugin.checkout.payments.stripe.sandbox.tables import refunds as sandbox_refunds
from storefront_plugin.checkout.ports import AttemptState, RefundState
from storefront_plugin.checkout.states import UNSETTLED
from storefront_plugin.checkout.tables import attempts, disputes, orders, provider_events, refunds
from storefront_plugin.events import OrderPaid
from storefront_plugin.money import Currency, Money
from storefront_plugin.outbox.tables import events, outbox
from storefront_plugin.storage import Database
from storefront_plugin.testing.chaos import theirs
from storefront_plugin.testing.chaos.weather import Witness
from storefront_plugin.web.parts import Parts

_OPEN_REFUNDS = (RefundState.ASKING, RefundState.PENDING)
_PAID = (AttemptState.PAID, AttemptState.SURPLUS)


@dataclass(frozen=True)
class Books:
    """All that began since a moment: between two histories, time goes on."""

    parts: Parts
    since: datetime

    # What there is -------------------------------------------------------------------------------------------------

    def intents(self) -> list[Intent]:
        """The sandbox's payments that carry an attempt's name."""
        with self.parts[Database].read() as db:
            return theirs.intents(db, self.since)

    def placed(self) -> dict[str, Money]:
        """What each paid order came to, by its reference."""
        asked = select(orders).where(orders.c.made_at >= self.since, orders.c.state == OrderState.PLACED)
        return {row.reference: Money(row.total_minor, Currency.of(row.currency)) for row in self._rows(asked)}

    def paid_by(self) -> dict[str, str]:
        """The order that each payment paid."""
        return {row.payment_id: row.order_reference for row in self._attempts() if row.state == AttemptState.PAID}

    def authorised(self) -> list[str]:
        return [row.order_reference for row in self._attempts() if row.state == AttemptState.AUTHORISED]

    def transfers(self) -> list[str]:
        """The references that shoppers were told."""
        return [row.reference for row in self._rows(select(transfers).where(transfers.c.opened_at >= self.since))]

    def unsent_refunds(self) -> list[str]:
        """What is to go back of transfers, and did not yet."""
        asked = select(transfer_refunds).where(transfer_refunds.c.made_at >= self.since)
        return [row.refund_id for row in self._rows(asked.where(transfer_refunds.c.sent_at.is_(None)))]

    def pending_refunds(self) -> list[tuple[str, str]]:
        """The sandbox's refunds that are on their way, or whose card sends them back: payment and refund."""
        asked = select(sandbox_refunds).where(sandbox_refunds.c.created_at >= self.since)
        return [(row.intent_id, row.id) for row in self._rows(asked) if row.status in ("pending", "succeeded")]

    def is_anything_left(self) -> bool:
        """Whether something may still change by itself."""
        return self._is_at_work() or any(row.state in UNSETTLED for row in self._attempts())

    def is_only_waited_for_transfers(self) -> bool:
        """Whether nothing else may still change."""
        unsettled = {row.provider for row in self._attempts() if row.state in UNSETTLED}
        return not self._is_at_work() and unsettled == {BankTransfer.name}

    # What must hold ------------------------------------------------------------------------------------------------

    def faults(self, witness: Witness, acknowledged: set[str]) -> Iterator[str]:
        """Whatever does not hold, in words."""
        yield from self._faults_of_what_is_left()
        yield from self._faults_of_orders(witness)
        yield from self.faults_of_payments()
        yield from self._faults_of_surplus()
        dealt_with = select(provider_events.c.id).where(provider_events.c.processed_at.is_not(None))
        known = {row.id for row in self._rows(dealt_with.where(provider_events.c.received_at >= self.since))}
        for event_id in acknowledged - known:
            yield f"notification {event_id} was acknowledged and not dealt with"

    def faults_of_payments(self, among: Collection[str] | None = None) -> Iterator[str]:
        """One charge for a paid order, and each refund in both books; of all payments, or of these."""
        ours = {row.id: row for row in self._attempts()}
        returned = defaultdict[str, int](int)
        for row in self._refunds():
            returned[row.attempt_id] += row.amount_minor if row.state == RefundState.SUCCEEDED else 0
        known_disputes = {row.id for row in self._rows(select(disputes))}
        for payment in self._payments():
            attempt = ours.get(payment.attempt_id)
            if among is not None and payment.id not in among:
                continue
            if attempt is None:
                yield f"payment {payment.id} belongs to no attempt"
                continue
            back, there = returned[attempt.id], payment.returned_minor
            if bool(payment.came_minor) != (attempt.state in _PAID):
                yield f"payment {payment.id} is {payment.state}, and attempt {attempt.id} is {attempt.state}"
            if attempt.payment_id not in (payment.id, None):
                yield f"attempt {attempt.id} was paid by {attempt.payment_id} and by {payment.id}"
            if payment.came_minor and attempt.captured_minor not in (None, payment.came_minor):
                yield f"attempt {attempt.id} captured {attempt.captured_minor}, and {payment.id} {payment.came_minor}"
            if back != there:
                yield f"attempt {attempt.id} gave back {back}, and payment {payment.id} {there}"
            if there > payment.came_minor:
                yield f"of payment {payment.id}, {payment.came_minor} came and {there} went back"
            for dispute in payment.disputes - known_disputes:
                yield f"dispute {dispute} of payment {payment.id} is not known here"

    def _faults_of_what_is_left(self) -> Iterator[str]:
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
        paid = Counter(self.paid_by().values())
        confirmations = Counter(
            row.event_id.partition(":")[2]
            for row in self._rows(
                select(outbox.c.event_id).join(events)
                .where(events.c.kind == OrderPaid.kind, events.c.recorded_at >= self.since)
                .where(outbox.c.reaction == "send_confirmation")
            )
        )  # fmt: skip
        for reference in sorted({*placed, *paid, *confirmations, *witness.placed}):
            counted = (int(reference in placed), paid[reference], confirmations[reference])
            if counted != (1, 1, 1):
                yield f"order {reference}: placed, paid, confirmed {counted}"
            if reference not in witness.placed:
                yield f"the host was never told of order {reference}"
        for reference in witness.robbed:
            yield f"the stock of order {reference} was given back while it could still be paid for"
        for reference in witness.placed & witness.cancelled:
            yield f"the host was told that order {reference} was placed, and that it was cancelled"

    def _faults_of_surplus(self) -> Iterator[str]:
        """Of every charge that bought nothing, all is given back."""
        surplus = {row.id for row in self._attempts() if row.state == AttemptState.SURPLUS}
        for payment in self._payments():
            left = payment.came_minor - payment.returned_minor
            if payment.attempt_id in surplus and left and not payment.is_for_a_person:
                yield f"payment {payment.id} bought nothing, and {left} of it did not go back"

    def _is_at_work(self) -> bool:
        return any(row.state in _OPEN_REFUNDS for row in self._refunds()) or bool(
            self._rows(select(outbox.c.id).where(outbox.c.done_at.is_(None)))
        )

    def _payments(self) -> list[theirs.Payment]:
        with self.parts[Database].read() as db:
            return list(theirs.payments(db, self.since))

    def _attempts(self) -> list[Row[Any]]:
        return self._rows(select(attempts).where(attempts.c.asked_at >= self.since).order_by(attempts.c.asked_at))

    def _refunds(self) -> list[Row[Any]]:
        return self._rows(select(refunds).where(refunds.c.made_at >= self.since))

    def _rows(self, asked: Select[Any]) -> list[Row[Any]]:
        with self.parts[Database].read() as db:
            return list(db.execute(asked))
