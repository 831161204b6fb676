"""One attempt and its provider: ask for the truth, and compare-and-set our record.

Each write is its own short transaction, the order locked before the attempt; no provider is called within one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from storefront_plugin.checkout import records
from storefront_plugin.checkout.attempt import Attempt, Payments
from storefront_plugin.checkout.booking import book_report
from storefront_plugin.checkout.holds import Holds
from storefront_plugin.checkout.order import OrderState
from storefront_plugin.checkout.ports import AttemptState, PaymentReport
from storefront_plugin.checkout.states import LIVE, RECALLABLE, UNSETTLED, Surplus, decide_move, why_surplus
from storefront_plugin.checkout.sweep import held_until, is_overdue
from storefront_plugin.errors import AlreadyPaid, PaymentInProgress, PaymentRefused, SoldOut
from storefront_plugin.events import OrderCancelled, OrderPaid, Publish, SurplusReceived
from storefront_plugin.storage import Database

log = logging.getLogger(__name__)

# A key is kept by the provider for at least 24 hours; past that the same call would be a second payment.
REPEATABLE = timedelta(hours=23)


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

        Raises ProviderUnreachable when there is no answer, OrderUnknown for no attempt of ours.
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
        """Settle an attempt that nobody came back for, and call it back where its time is over; see settle."""
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
        """Call an attempt back. Raises AlreadyPaid, PaymentInProgress where it is too late, ProviderUnreachable."""
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

    def capture(self, attempt: Attempt) -> Attempt:
        """Collect an authorised payment. Raises ProviderUnreachable, after which it may be collected or not."""
        return self._record(attempt, self._payments.of(attempt).capture(str(attempt.payment_id)))

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
        with self._database.write() as db:
            records.change_attempt(db, attempt, self._clock(), state=AttemptState.CANCELLED)
        self._holds.let_go(attempt.order_reference)
        return self.attempt(attempt.id)

    def _record(self, attempt: Attempt, report: PaymentReport) -> Attempt:
        """Compare-and-set what the provider said; the first to record PAID places the order, in one transaction."""
        is_sold_out = self._is_sold_out(attempt, report)
        if is_sold_out and report.state is AttemptState.AUTHORISED:
            report = self._payments.of(attempt).cancel(report.payment_id)
        now = self._clock()
        with self._database.write() as db:
            kept = records.lock_order(db, attempt.order_reference)
            current = records.attempt(db, attempt.id, lock=True)
            move = decide_move(current.asked, report)
            another_is_live = records.another_is_live(db, current)
            is_free = kept.state is OrderState.UNPLACED and not another_is_live
            surplus = why_surplus(move, another_is_live=another_is_live, is_free=is_free, is_sold_out=is_sold_out)
            if surplus:
                move = AttemptState.SURPLUS
                log.error("attempt %s: %s, its money goes back: %s", attempt.id, surplus, report)
            if move is AttemptState.NEEDS_ATTENTION or _is_second_payment(current, report):
                log.error("attempt %s needs attention: the provider reports %s", attempt.id, report)
            if move is not None or current.payment_id is None:
                records.change_attempt(
                    db,
                    current,
                    now,
                    state=move or current.state,
                    payment_id=current.payment_id or report.payment_id,
                    next_url=report.next_url if move is AttemptState.ACTION else None,
                    open_until=report.open_until,
                    decline=report.decline if move is AttemptState.DECLINED else current.decline,
                )
            if move is AttemptState.PAID:
                records.place_order(db, kept.reference, now)
                self._holds.sell(db, kept.reference)
                self._publish(db, OrderPaid(replace(kept.order, placed_at=now), now))
            if is_free and is_sold_out and move in (AttemptState.SURPLUS, AttemptState.CANCELLED):
                records.cancel_order(db, kept.reference)
                self._publish(db, OrderCancelled(kept.order, Surplus.SOLD_OUT, now))
            if surplus:
                self._publish(db, SurplusReceived(kept.order, attempt.id, report.amount, surplus, now))
            order = replace(kept.order, placed_at=kept.order.placed_at or now)
            moved = replace(current, state=move or current.state, payment_id=current.payment_id or report.payment_id)
            book_report(db, self._publish, order, moved, report, now=now)
        settled = self.attempt(attempt.id)
        if settled.state not in LIVE:
            self._holds.let_go(attempt.order_reference)
        elif settled.state in UNSETTLED and settled.state is not AttemptState.ASKING:
            self._holds.prolong(kept.order, held_until(settled, now))
        return settled

    def _is_sold_out(self, attempt: Attempt, report: PaymentReport) -> bool:
        """Whether money came for stock that is no longer held, since it took too long, and that others have by now."""
        came = decide_move(attempt.asked, report) in (AttemptState.PAID, AttemptState.AUTHORISED)
        if not (came and self._holds.is_limited):
            return False
        with self._database.read() as db:
            kept = records.order(db, attempt.order_reference)
            if kept.state is not OrderState.UNPLACED or records.another_is_live(db, attempt):
                return False
        return not self._holds.hold(kept.order, self._clock())


def _is_second_payment(attempt: Attempt, report: PaymentReport) -> bool:
    """Whether money came for an attempt that was paid by another payment already."""
    is_paid = attempt.state is AttemptState.PAID and report.state is AttemptState.PAID
    return is_paid and attempt.payment_id != report.payment_id
