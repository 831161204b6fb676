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
from storefront_plugin.checkout.dispute import losses
from storefront_plugin.checkout.ports import RefundReport, RefundState, Repayment
from storefront_plugin.checkout.refund import (
    STANDING,
    RefundWish,
    decide_refund,
    is_answer_to,
    left_of,
    refund_id,
)
from storefront_plugin.checkout.refund_records import RefundRecord, Takings
from storefront_plugin.checkout.seen import is_seen
from storefront_plugin.checkout.settlement import REPEATABLE, Settlement
from storefront_plugin.checkout.tries import next_try
from storefront_plugin.errors import (
    NothingToRefund,
    PaymentDisputed,
    ProviderUnreachable,
    RefundChanged,
    RefundMadeOtherwise,
    RefundRefused,
)
from storefront_plugin.events import OrderPaid, OrderRefunded, Publish
from storefront_plugin.host import DisputeState, Order, Refund
from storefront_plugin.money import Money
from storefront_plugin.storage import Database
from storefront_plugin.texts import sf_

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RefundPreview:
    """What a refund would be, or was where it is `made` already.

    `earlier` are those before it that stand, `fee` is what the provider keeps, where it told.
    """

    order: Order
    refund: Refund
    earlier: tuple[Refund, ...]
    fee: Money | None
    made: RefundRecord | None = None


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

    def preview(self, order_reference: str, wish: RefundWish, *, wish_id: str | None = None) -> RefundPreview:
        """What the wish comes to by what we know now, or came to where it was told before; nothing is kept.

        Raises what `refund` does.
        """
        with self._database.read() as db:
            attempt = records.paying_attempt(db, order_reference)
        step = self._step(attempt)
        with self._database.read() as db:
            order = records.order(db, order_reference).order
            made = refund_records.find(db, refund_id(order_reference, wish_id)) if wish_id else None
            if made and not is_answer_to(wish, made.refund, step=step):
                raise RefundMadeOtherwise(amount=made.refund.amount)
            refund = made.refund if made else self._decided(db, order, attempt, wish, id="", step=step)
            found = refund_records.of_attempt(db, attempt.id)
            lost = losses(refund_records.disputes_of(db, attempt.id))
        earlier = refund_records.standing([each for each in found if made is None or each.number < made.number]) + lost
        return RefundPreview(order, refund, tuple(earlier), attempt.settled.fee if attempt.settled else None, made)

    def refund(
        self, order_reference: str, wish: RefundWish, *, wish_id: str, shown: Money | None = None
    ) -> RefundRecord:
        """Give money back for a paid order; the same wish again is the same refund, however that stands by now.

        The provider is asked first, since somebody may have refunded in its dashboard. An unknown outcome is a refund
        still ASKING. `shown` is the amount that somebody agreed to: no other goes back.

        Raises OrderUnknown, OrderNotPaid, what decide_refund does, RefundChanged, RefundMadeOtherwise where the name of
        the wish had another, PaymentDisputed, RefundRefused, and
        ProviderUnreachable, or ProviderNotSetUp, where nothing new was begun.
        """
        with self._database.read() as db:
            attempt = records.paying_attempt(db, order_reference)
        made = self._refund(attempt, wish, wish_id, shown)
        if not is_answer_to(wish, made.refund, step=self._step(attempt)):
            raise RefundMadeOtherwise(amount=made.refund.amount)
        return made

    def give_back(self, attempt_id: str) -> RefundRecord:
        """Give back all that one attempt collected, such as a second payment of an order; see `refund`.

        Asked again it is the same refund, unless that has failed: then it is a new one. Where the attempt is not the
        one that paid its order, nobody is told of a refunded order.
        """
        attempt = self._settlement.attempt(attempt_id)
        with self._database.read() as db:
            wanted = next_try(db, attempt)
        return self._refund(attempt, RefundWish(), wanted.wish_id)

    def left_of(self, attempt_id: str) -> Money:
        """What `give_back` would give back by what we know now; nothing is kept. Raises what it does."""
        attempt = self._settlement.attempt(attempt_id)
        step = self._step(attempt)
        with self._database.read() as db:
            order = records.order(db, attempt.order_reference).order
            return self._decided(db, order, attempt, RefundWish(), id="", step=step).amount

    def give_back_surplus(self, attempt_id: str) -> None:
        """Give back, unasked, what an attempt collected for nothing; over once that is on its way, or not ours to do.

        Each call after a failure is a new refund, until the merchant has seen to it herself, or has to.

        Raises RefundRefused, PaymentDisputed and ProviderUnreachable where it is to be called again.
        """
        attempt = self._settlement.attempt(attempt_id)
        with self._database.read() as db:
            wanted = next_try(db, attempt)
        if wanted.is_exhausted:
            log.error("attempt %s: its money could not be given back, and waits for a person", attempt.id)
            return
        try:
            record = self._refund(attempt, RefundWish(), wanted.wish_id, is_unasked=True)
        except NothingToRefund:
            # The merchant was faster: in the provider's own dashboard, or by another way to pay.
            return
        if record.state is RefundState.ASKING:
            raise ProviderUnreachable
        if record.state not in STANDING:
            raise RefundRefused(reason=sf_("it did not say why."))

    def report(self, order: Order, wish: RefundWish, *, wish_id: str) -> Refund:
        """Keep a refund that a shop with its own checkout has made; reported twice, it is one.

        Raises what decide_refund does.
        """
        id, now, step = refund_id(order.reference, wish_id), self._clock(), Money(1, order.total.currency)
        while True:
            with self._database.write() as db:
                if known := refund_records.find(db, id):
                    return known.refund
                # What was never reported paid would be paid, and earn, after its refund.
                self._publish(db, OrderPaid(order, order.placed_at or now, is_hosts_own=True))
                found = refund_records.of_order(db, order.reference)
                earlier = refund_records.standing(found)
                left = left_of(order, earlier)
                refund = decide_refund(order, earlier, left, wish, id=id, step=step, made_at=now)
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
        """What a paid order brought and gave back. Raises OrderUnknown, OrderNotPaid."""
        with self._database.read() as db:
            attempt = records.paying_attempt(db, order_reference)
            return refund_records.takings(db, attempt)

    def unsettled(self, before: datetime) -> list[str]:
        """The ids of refunds begun before that moment whose outcome is not known, for whoever sweeps."""
        with self._database.read() as db:
            return refund_records.unsettled(db, before)

    def _refund(
        self, attempt: Attempt, wish: RefundWish, wish_id: str, shown: Money | None = None, *, is_unasked: bool = False
    ) -> RefundRecord:
        id = refund_id(attempt.order_reference, wish_id)
        with self._database.read() as db:
            record = refund_records.find(db, id)
        if record is None:
            self._settlement.settle(attempt.id, payment_id=attempt.payment_id)
            record = self._begin(attempt, wish, id, shown, is_unasked=is_unasked)
        return self._ask(record, attempt) if record.state is RefundState.ASKING else record

    def _begin(
        self, attempt: Attempt, wish: RefundWish, id: str, shown: Money | None, *, is_unasked: bool
    ) -> RefundRecord:
        """The refund, committed before its call; the one that is there already, where a click was doubled.

        What nobody asked for is not begun once a person has seen to it: she may have paid the buyer back another way.
        """
        step = self._step(attempt)
        with self._database.write() as db:
            order = records.lock_order(db, attempt.order_reference).order
            if known := refund_records.find(db, id):
                return known
            if is_unasked and is_seen(db, order.reference, attempt.id):
                raise NothingToRefund
            current = records.attempt(db, attempt.id, lock=True)
            refund = self._decided(db, order, current, wish, id=id, step=step)
            if shown is not None and refund.amount != shown:
                raise RefundChanged(amount=refund.amount, shown=shown)
            number = refund_records.next_number(refund_records.of_order(db, order.reference))
            record = RefundRecord(refund, order.reference, number, attempt.id, RefundState.ASKING)
            refund_records.add(db, record)
        return record

    def _step(self, attempt: Attempt) -> Money:
        """What its provider can send a multiple of. Outside any transaction: it may be asked for its account."""
        return self._payments.of(attempt).refund_step(attempt.amount.currency)

    def _decided(
        self, db: Connection, order: Order, attempt: Attempt, wish: RefundWish, *, id: str, step: Money
    ) -> Refund:
        if any(each.state is DisputeState.OPEN for each in refund_records.disputes_of(db, attempt.id)):
            raise PaymentDisputed
        earlier, left = refund_records.lowering(db, attempt.id), refund_records.takings(db, attempt).left
        return decide_refund(order, earlier, left, wish, id=id, step=step, made_at=self._clock())

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
