"""Refunds: kept before they are asked for, asked for once, followed to their end."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from storefront_plugin.checkout import records, refund_records
from storefront_plugin.checkout.attempt import Attempt, Payments
from storefront_plugin.checkout.booking import book_refund
from storefront_plugin.checkout.ports import RefundReport, RefundState, Repayment
from storefront_plugin.checkout.refund import RefundWish, decide_refund, exchange_result, refund_id
from storefront_plugin.checkout.refund_records import RefundRecord, Takings
from storefront_plugin.checkout.settlement import REPEATABLE, Settlement
from storefront_plugin.errors import PaymentDisputed, ProviderUnreachable, RefundRefused
from storefront_plugin.events import OrderPaid, OrderRefunded, Publish
from storefront_plugin.host import DisputeState, Order, Refund
from storefront_plugin.money import Money
from storefront_plugin.money import total as sum_of
from storefront_plugin.storage import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RefundPreview:
    """What a refund would be; `earlier` are those that stand, `fee` is what the provider keeps, where it told."""

    order: Order
    refund: Refund
    earlier: tuple[Refund, ...]
    fee: Money | None


class Refunds:
    """The use cases of giving money back.

    A refund is named by its order and the id of a wish (of a form, of the shop's own record): told twice, it is one.
    """

    def __init__(
        self,
        *,
        database: Database,
        payments: Payments,
        settlement: Settlement,
        publish: Publish,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._payments = payments
        self._settlement = settlement
        self._publish = publish
        self._clock = clock

    def preview(self, order_reference: str, wish: RefundWish) -> RefundPreview:
        """What the wish comes to by what we know now; nothing is kept. Raises what `refund` does."""
        with self._database.read() as db:
            attempt = records.paying_attempt(db, order_reference)
            order = records.order(db, order_reference).order
            refund = self._decided(db, order, attempt, wish, id="")
            earlier = refund_records.standing(refund_records.of_attempt(db, attempt.id))
        return RefundPreview(order, refund, tuple(earlier), attempt.settled.fee if attempt.settled else None)

    def refund(self, order_reference: str, wish: RefundWish, *, wish_id: str) -> RefundRecord:
        """Give money back for a paid order; the same wish again is the same refund, however that stands by now.

        The provider is asked first, since somebody may have refunded in its dashboard. An unknown outcome is a refund
        still ASKING.

        Raises OrderUnknown for an order that is not paid, what decide_refund does, PaymentDisputed, RefundRefused, and
        ProviderUnreachable where nothing was begun.
        """
        with self._database.read() as db:
            attempt = records.paying_attempt(db, order_reference)
        return self._refund(attempt, wish, wish_id)

    def give_back(self, attempt_id: str, *, wish_id: str) -> RefundRecord:
        """Give back all that one attempt collected, such as a second payment of an order; see `refund`.

        Where the attempt is not the one that paid its order, nobody is told of a refunded order.
        """
        return self._refund(self._settlement.attempt(attempt_id), RefundWish(), wish_id)

    def report(self, order: Order, wish: RefundWish, *, wish_id: str) -> Refund:
        """Keep a refund that a shop with its own checkout has made; reported twice, it is one.

        Raises what decide_refund does.
        """
        id, now = refund_id(order.reference, wish_id), self._clock()
        while True:
            with self._database.write() as db:
                if known := refund_records.find(db, id):
                    return known.refund
                # What was never reported paid would be paid, and earn, after its refund.
                self._publish(db, OrderPaid(order, order.placed_at or now, is_hosts_own=True))
                found = refund_records.of_order(db, order.reference)
                earlier = refund_records.standing(found)
                refund = decide_refund(
                    order, earlier, order.total, wish, id=id, step=Money(1, order.total.currency), made_at=now
                )
                number = refund_records.next_number(found)
                record = RefundRecord(refund, order.reference, number, None, RefundState.SUCCEEDED)
                # No row of ours to lock: where another refund took the number, what is left is looked at anew.
                if refund_records.add(db, record):
                    self._publish(db, OrderRefunded(order, refund, tuple(earlier), now, is_hosts_own=True))
                    return refund

    def settle(self, refund_id: str) -> RefundRecord:
        """How a refund stands, the provider asked anew. Raises RefundUnknown, RefundRefused, ProviderUnreachable."""
        record = self.get(refund_id)
        if record.attempt_id is None:
            return record
        attempt = self._settlement.attempt(record.attempt_id)
        if record.state is RefundState.ASKING:
            return self._ask(record, attempt)
        if record.state is RefundState.PENDING:
            self._settlement.settle(attempt.id, payment_id=attempt.payment_id)
        return self.get(refund_id)

    def get(self, refund_id: str) -> RefundRecord:
        """One refund as it stands in our records. Raises RefundUnknown."""
        with self._database.read() as db:
            return refund_records.refund(db, refund_id)

    def of_order(self, order_reference: str) -> list[RefundRecord]:
        """Every refund of an order, the first first."""
        with self._database.read() as db:
            return refund_records.of_order(db, order_reference)

    def takings(self, order_reference: str) -> Takings:
        """What a paid order brought and gave back. Raises OrderUnknown."""
        with self._database.read() as db:
            attempt = records.paying_attempt(db, order_reference)
            return refund_records.takings_of(attempt, refund_records.of_attempt(db, attempt.id))

    def exchange_result(self, refund_id: str) -> Money | None:
        """What the merchant gained or lost by the rate between payment and refund; None until the provider told both.

        Raises RefundUnknown.
        """
        with self._database.read() as db:
            record = refund_records.refund(db, refund_id)
            attempt = records.attempt(db, record.attempt_id) if record.attempt_id else None
        if attempt is None or attempt.captured is None or attempt.settled is None or record.settled is None:
            return None
        return exchange_result(attempt.captured, attempt.settled, record.refund, record.settled)

    def is_disputed(self, order_reference: str) -> bool:
        """Whether nothing more of this order should be sent."""
        with self._database.read() as db:
            return refund_records.is_disputed(db, order_reference)

    def unsettled(self, before: datetime) -> list[str]:
        """The ids of refunds begun before that moment whose outcome is not known, for whoever sweeps."""
        with self._database.read() as db:
            return refund_records.unsettled(db, before)

    def _refund(self, attempt: Attempt, wish: RefundWish, wish_id: str) -> RefundRecord:
        id = refund_id(attempt.order_reference, wish_id)
        with self._database.read() as db:
            record = refund_records.find(db, id)
        if record is None:
            self._settlement.settle(attempt.id, payment_id=attempt.payment_id)
            record = self._begin(attempt, wish, id)
        return self._ask(record, attempt) if record.state is RefundState.ASKING else record

    def _begin(self, attempt: Attempt, wish: RefundWish, id: str) -> RefundRecord:
        """The refund, committed before its call; the one that is there already, where a click was doubled."""
        with self._database.write() as db:
            order = records.lock_order(db, attempt.order_reference).order
            if known := refund_records.find(db, id):
                return known
            current = records.attempt(db, attempt.id, lock=True)
            refund = self._decided(db, order, current, wish, id=id)
            number = refund_records.next_number(refund_records.of_order(db, order.reference))
            record = RefundRecord(refund, order.reference, number, attempt.id, RefundState.ASKING)
            refund_records.add(db, record)
        return record

    def _decided(self, db: Connection, order: Order, attempt: Attempt, wish: RefundWish, *, id: str) -> Refund:
        found = refund_records.disputes_of(db, attempt.id)
        if any(dispute.state is DisputeState.OPEN for dispute in found):
            raise PaymentDisputed
        captured = attempt.captured or Money.zero(attempt.amount.currency)
        lost = sum_of([each.amount for each in found if each.state is DisputeState.LOST], captured.currency)
        return decide_refund(
            order,
            refund_records.standing(refund_records.of_attempt(db, attempt.id)),
            captured - lost,
            wish,
            id=id,
            step=self._payments.of(attempt).refund_step(captured.currency),
            made_at=self._clock(),
        )

    def _ask(self, record: RefundRecord, attempt: Attempt) -> RefundRecord:
        """Make, or repeat, the refund's own call; look it up where the call would no longer be the same."""
        provider = self._payments.of(attempt)
        if self._clock() - record.refund.made_at > REPEATABLE:
            return self._look_up(record, attempt)
        asked = Repayment(record.id, attempt.id, str(attempt.payment_id), record.refund.amount)
        try:
            self._book(attempt, provider.refund(asked))
        except ProviderUnreachable:
            log.warning("refund %s is begun, and its outcome is not known yet", record.id)
        except RefundRefused:
            self._give_up(record, RefundState.FAILED)
            raise
        return self.get(record.id)

    def _look_up(self, record: RefundRecord, attempt: Attempt) -> RefundRecord:
        self._settlement.settle(attempt.id, payment_id=attempt.payment_id)
        found = self.get(record.id)
        if found.state is RefundState.ASKING:
            # The provider knows of no such refund: it was never made.
            self._give_up(found, RefundState.CANCELLED)
        return self.get(record.id)

    def _book(self, attempt: Attempt, told: RefundReport) -> None:
        now = self._clock()
        with self._database.write() as db:
            order = records.lock_order(db, attempt.order_reference).order
            current = records.attempt(db, attempt.id, lock=True)
            book_refund(db, self._publish, order, current, told, now=now)

    def _give_up(self, record: RefundRecord, state: RefundState) -> None:
        with self._database.write() as db:
            records.lock_order(db, record.order_reference)
            refund_records.give_up(db, record, state, self._clock())
