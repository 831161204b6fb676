"""One attempt and its provider: ask for the truth, and compare-and-set our record.

Each write is its own short transaction, the order locked before the attempt; no provider is called within one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from storefront_plugin.checkout import records
from storefront_plugin.checkout.attempt import Attempt, Payments
from storefront_plugin.checkout.awaited import payment_awaited
from storefront_plugin.checkout.booking import book_report
from storefront_plugin.checkout.holds import Holds
from storefront_plugin.checkout.order import OrderState
from storefront_plugin.checkout.ports import AttemptState, PaymentReport
from storefront_plugin.checkout.records import OrderRecord
from storefront_plugin.checkout.states import (
    LIVE,
    RECALLABLE,
    UNPAID,
    UNSETTLED,
    decide_move,
    is_reserved_in_vain,
    why_surplus,
)
from storefront_plugin.checkout.sweep import has_lapsed, held_until, is_overdue, limit_of
from storefront_plugin.errors import AlreadyPaid, PaymentInProgress, PaymentRefused, SoldOut
from storefront_plugin.events import Cancelled, OrderCancelled, OrderPaid, Publish, SurplusReceived
from storefront_plugin.host import Order
from storefront_plugin.money import Money
from storefront_plugin.storage import Database

log = logging.getLogger(__name__)

# A key is kept by the provider for at least 24 hours; past that the same call would be a second payment.
REPEATABLE = timedelta(hours=23)
# How often stock is held anew that was given back between a look at it and the order's lock.
HELD_ANEW = 3


class Settlement:
    """What the provider says of an attempt, made ours; the first to learn that it is paid places the order."""

    def __init__(
        self, *, database: Database, payments: Payments, holds: Holds, publish: Publish, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._payments = payments
        self._holds = holds
        self._publish = publish
        self._clock = clock

    def settle(self, attempt_id: str, *, payment_id: str | None = None) -> Attempt:
        """Ask the provider for the truth about an attempt and compare-and-set our record; old news changes nothing.

        Called alike by the return page, the webhook (which knows the `payment_id`, perhaps before we do) and whoever
        repairs. What is paid is asked about again only by who names its payment: there may be refunds and disputes by
        now, which the return page need not wait for.

        Raises ProviderUnreachable when there is no answer, PaymentInProgress where what it buys could not be held at
        this moment, OrderUnknown for no attempt of ours.
        """
        attempt = self.attempt(attempt_id)
        is_over = attempt.state in (AttemptState.PAID, AttemptState.SURPLUS, AttemptState.NEEDS_ATTENTION)
        if is_over and payment_id is None:
            return attempt
        if about := payment_id or attempt.payment_id:
            return self._record(attempt, self._payments.of(attempt).ask(about))
        if attempt.state is not AttemptState.ASKING:
            return attempt
        try:
            return self.ask(attempt)
        except (PaymentRefused, SoldOut):
            return self.attempt(attempt_id)

    def see_to(self, attempt_id: str) -> Attempt:
        """Settle an attempt that nobody came back for, and call it back where its time is over; see settle.

        Of one that ended unpaid its order is cancelled, where nobody pays it any more.
        """
        attempt = self.attempt(attempt_id)
        if attempt.state in UNPAID:
            return self._see_off(attempt)
        attempt = self.settle(attempt_id)
        return self.call_back(attempt) if is_overdue(attempt, self._clock()) else attempt

    def attempt(self, attempt_id: str) -> Attempt:
        """One attempt as it stands in our records. Raises OrderUnknown."""
        with self._database.read() as db:
            return records.attempt(db, attempt_id)

    def ask(self, attempt: Attempt) -> Attempt:
        """Make, or repeat, the attempt's own call; look its payment up where the call would no longer be the same.

        Raises PaymentRefused and SoldOut, the attempt being over, and ProviderUnreachable, it being ASKING still.
        """
        provider = self._payments.of(attempt)
        if self._clock() - attempt.asked_at > REPEATABLE:
            found = provider.find(attempt.id, asked_at=attempt.asked_at)
            return self._record(attempt, found) if found else self._give_up(attempt)
        if self._holds.is_wanted(attempt.order_reference):
            self._hold(attempt)
        try:
            report = provider.open(attempt.charge())
        except PaymentRefused:
            self._give_up(attempt)
            raise
        return self._record(attempt, report)

    def end(self, attempt: Attempt) -> None:
        """Call an attempt back. Raises AlreadyPaid, PaymentInProgress where it is too late, ProviderUnreachable.

        One whose keys are gone, and whose limit is over, lets go of its cart alone: what came of it a person finds out.
        """
        limit = limit_of(attempt)
        if not self._payments.knows(attempt) and limit is not None and self._clock() >= limit:
            with self._database.write() as db:
                records.lock_order(db, attempt.order_reference)
                records.let_go_of_cart(db, attempt.order_reference)
            return
        attempt = self.settle(attempt.id)
        if attempt.state in RECALLABLE:
            attempt = self.call_back(attempt)
        if attempt.state is AttemptState.PAID:
            raise AlreadyPaid
        if attempt.state in LIVE or attempt.state is AttemptState.NEEDS_ATTENTION:
            raise PaymentInProgress

    def call_back(self, attempt: Attempt) -> Attempt:
        """Cancel a payment that still waits for the shopper; she may have been faster. Raises ProviderUnreachable."""
        return self._record(attempt, self._payments.of(attempt).cancel(str(attempt.payment_id)))

    def capture(self, attempt: Attempt, amount: Money | None = None) -> Attempt:
        """Collect an authorised payment, or so much of it, after which the rest is released for good.

        Raises ProviderUnreachable, after which it may be collected or not.
        """
        return self._record(attempt, self._payments.of(attempt).capture(str(attempt.payment_id), amount))

    def _hold(self, attempt: Attempt) -> None:
        """Have the stock held before the provider is asked. Raises SoldOut, and what the host does."""
        with self._database.read() as db:
            order = records.order(db, attempt.order_reference).order
        try:
            is_held = self._holds.hold(order, held_until(attempt, self._clock()))
        except Exception:
            # She is told that it failed: nobody may charge her for it afterwards.
            self._give_up(attempt)
            raise
        if not is_held:
            self._give_up(attempt)
            raise SoldOut

    def _give_up(self, attempt: Attempt) -> Attempt:
        now = self._clock()
        with self._database.write() as db:
            kept = records.lock_order(db, attempt.order_reference)
            current = records.attempt(db, attempt.id, lock=True)
            if current.state is attempt.state:
                records.change_attempt(db, current, replace(current, state=AttemptState.CANCELLED), now)
                if _is_lapsed(db, kept, current, AttemptState.CANCELLED, now):
                    self._cancel(db, kept.order, Cancelled.LAPSED, now)
        self._holds.let_go(attempt.order_reference)
        return self.attempt(attempt.id)

    def _see_off(self, attempt: Attempt) -> Attempt:
        """Cancel the order of an attempt whose end was no reason to while its offer stood. No provider is asked."""
        now = self._clock()
        with self._database.write() as db:
            kept = records.lock_order(db, attempt.order_reference)
            attempts = records.attempts_of(db, kept.reference, lock=True)
            [current] = [each for each in attempts if each.id == attempt.id]
            if not _is_another_live(attempts, current) and _is_lapsed(db, kept, current, current.state, now):
                self._cancel(db, kept.order, Cancelled.LAPSED, now)
        return current

    def _record(self, attempt: Attempt, report: PaymentReport) -> Attempt:
        """Make the provider's word ours, and see to what is held; see `_compare_and_set`.

        Raises PaymentInProgress where the stock is given back under it again and again.
        """
        for _ in range(HELD_ANEW):
            is_sold_out = self._is_sold_out(attempt, report)
            if is_reserved_in_vain(attempt.asked, report, is_sold_out=is_sold_out):
                report = self._payments.of(attempt).cancel(report.payment_id)
            if order := self._compare_and_set(attempt, report, is_sold_out=is_sold_out):
                break
        else:
            raise PaymentInProgress
        settled = replace(self.attempt(attempt.id), client_secret=report.client_secret)
        if settled.state not in LIVE:
            self._holds.let_go(attempt.order_reference)
        elif settled.state in UNSETTLED and settled.state is not AttemptState.ASKING:
            self._holds.prolong(order, held_until(settled, self._clock()))
        return settled

    def _compare_and_set(self, attempt: Attempt, report: PaymentReport, *, is_sold_out: bool) -> Order | None:
        """Record what the provider said; the first to record PAID places the order, in one transaction.

        None, and nothing is recorded, where what it buys was given back since it was found to be held.
        """
        now = self._clock()
        with self._database.write() as db:
            kept = records.lock_order(db, attempt.order_reference)
            attempts = records.attempts_of(db, kept.reference, lock=True)
            [current] = [each for each in attempts if each.id == attempt.id]
            move = decide_move(current.asked, report)
            another_is_live = _is_another_live(attempts, current)
            is_free = kept.state is OrderState.UNPLACED and not another_is_live
            surplus = why_surplus(move, another_is_live=another_is_live, is_free=is_free, is_sold_out=is_sold_out)
            is_bought = is_free and not is_sold_out and move in (AttemptState.PAID, AttemptState.AUTHORISED)
            if is_bought and not self._holds.stands(db, kept.reference):
                return None
            if surplus:
                move = AttemptState.SURPLUS
                log.error("attempt %s: %s, its money goes back: %s", attempt.id, surplus, report)
            if move is AttemptState.NEEDS_ATTENTION or _is_second_payment(current, report):
                log.error("attempt %s needs attention: the provider reports %s", attempt.id, report)
            changed = current.told(report, move)
            if changed != current:
                records.change_attempt(db, current, changed, now)
            if changed.is_bought and move is not AttemptState.PAID and not kept.is_of_cart:
                # There is no cart whose emptying would tell it later.
                records.first_time(db, kept.reference, records.CART_BOUGHT, now)
            if awaited := payment_awaited(current, changed, report, kept.order, now=now):
                self._publish(db, awaited)
            if move is AttemptState.PAID:
                records.place_order(db, kept.reference, now)
                self._holds.sell(db, kept.reference)
                placed = replace(kept.order, placed_at=now)
                self._publish(db, OrderPaid(placed, now, uncollected=changed.uncollected))
            if is_free and is_sold_out and move in (AttemptState.SURPLUS, AttemptState.CANCELLED):
                self._cancel(db, kept.order, Cancelled.SOLD_OUT, now)
            elif is_free and _is_lapsed(db, kept, current, move, now):
                self._cancel(db, kept.order, Cancelled.LAPSED, now)
            if surplus:
                self._publish(db, SurplusReceived(kept.order, attempt.id, report.amount, surplus, now))
            order = replace(kept.order, placed_at=kept.order.placed_at or now)
            book_report(db, self._publish, order, changed, report, now=now)
        return kept.order

    def _cancel(self, db: Connection, order: Order, reason: Cancelled, now: datetime) -> None:
        records.cancel_order(db, order.reference)
        self._publish(db, OrderCancelled(order, reason, now))

    def _is_sold_out(self, attempt: Attempt, report: PaymentReport) -> bool:
        """Whether money came for stock that is no longer held, since it took too long, and that others have by now."""
        came = decide_move(attempt.asked, report) in (AttemptState.PAID, AttemptState.AUTHORISED)
        if not (came and self._holds.is_limited):
            return False
        with self._database.read() as db:
            kept = records.order(db, attempt.order_reference)
            if kept.state is not OrderState.UNPLACED:
                return False
            if _is_another_live(records.attempts_of(db, kept.reference), attempt):
                return False
        try:
            return not self._holds.hold(kept.order, self._clock())
        except Exception as fault:
            # Nothing is recorded of the money until the host can say; whoever told us of it tells again.
            log.exception("the host could not say whether the stock of order %s is held", kept.reference)
            raise PaymentInProgress from fault


def _is_lapsed(db: Connection, kept: OrderRecord, attempt: Attempt, move: AttemptState | None, now: datetime) -> bool:
    """Whether nobody pays any more what its buyer took for bought."""
    if kept.state is not OrderState.UNPLACED or not has_lapsed(attempt, move, now):
        return False
    # Where money came that we cannot match, a person decides.
    return records.is_taken_for_bought(db, kept.reference) and not records.needs_attention(db, kept.reference)


def _is_another_live(attempts: Sequence[Attempt], current: Attempt) -> bool:
    """Whether the buyer has begun to pay by another attempt at the same order."""
    return any(each.state in LIVE for each in attempts if each.id != current.id)


def _is_second_payment(attempt: Attempt, report: PaymentReport) -> bool:
    """Whether money came for an attempt that was paid by another payment already."""
    is_paid = attempt.state is AttemptState.PAID and report.state is AttemptState.PAID
    return is_paid and attempt.payment_id != report.payment_id
