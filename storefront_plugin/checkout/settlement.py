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
from storefront_plugin.checkout.order import OrderState
from storefront_plugin.checkout.ports import AttemptState, PaymentReport
from storefront_plugin.checkout.states import LIVE, RECALLABLE, decide_move
from storefront_plugin.errors import AlreadyPaid, PaymentInProgress, PaymentRefused
from storefront_plugin.events import OrderPaid, Publish
from storefront_plugin.storage import Database

log = logging.getLogger(__name__)

# A key is kept by the provider for at least 24 hours; past that the same call would be a second payment.
REPEATABLE = timedelta(hours=23)


class Settlement:
    """What the provider says of an attempt, made ours; the first to learn that it is paid places the order."""

    def __init__(
        self, *, database: Database, payments: Payments, publish: Publish, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._payments = payments
        self._publish = publish
        self._clock = clock

    def settle(self, attempt_id: str, *, payment_id: str | None = None) -> Attempt:
        """Ask the provider for the truth about an attempt and compare-and-set our record; old news changes nothing.

        Called alike by the return page, the webhook (which knows the `payment_id`, perhaps before we do) and whoever
        repairs. Raises ProviderUnreachable when there is no answer, OrderUnknown for no attempt of ours.
        """
        attempt = self.attempt(attempt_id)
        is_over = attempt.state in (AttemptState.PAID, AttemptState.NEEDS_ATTENTION)
        if is_over and payment_id in (None, attempt.payment_id):
            return attempt
        if about := payment_id or attempt.payment_id:
            return self._record(attempt, self._payments.of(attempt).ask(about))
        if attempt.state is not AttemptState.ASKING:
            return attempt
        try:
            return self.ask(attempt)
        except PaymentRefused:
            return self.attempt(attempt_id)

    def attempt(self, attempt_id: str) -> Attempt:
        """One attempt as it stands in our records. Raises OrderUnknown."""
        with self._database.read() as db:
            return records.attempt(db, attempt_id)

    def ask(self, attempt: Attempt) -> Attempt:
        """Make, or repeat, the attempt's own call; look its payment up where the call would no longer be the same.

        Raises PaymentRefused, the attempt being over, and ProviderUnreachable, the attempt being ASKING still.
        """
        provider = self._payments.of(attempt)
        if self._clock() - attempt.asked_at > REPEATABLE:
            found = provider.find(attempt.id, asked_at=attempt.asked_at)
            return self._record(attempt, found) if found else self._give_up(attempt)
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

    def _give_up(self, attempt: Attempt) -> Attempt:
        with self._database.write() as db:
            records.change_attempt(db, attempt, self._clock(), state=AttemptState.CANCELLED)
        return self.attempt(attempt.id)

    def _record(self, attempt: Attempt, report: PaymentReport) -> Attempt:
        """Compare-and-set what the provider said; the first to record PAID places the order, in one transaction."""
        now = self._clock()
        with self._database.write() as db:
            kept = records.lock_order(db, attempt.order_reference)
            current = records.attempt(db, attempt.id, lock=True)
            move = decide_move(current.asked, report)
            if move is AttemptState.PAID and (
                kept.state is not OrderState.UNPLACED or records.another_is_live(db, current)
            ):
                move = AttemptState.NEEDS_ATTENTION
            if move is AttemptState.NEEDS_ATTENTION or _is_second_payment(current, report):
                log.error("attempt %s needs attention: the provider reports %s", attempt.id, report)
            if move is None and current.payment_id is not None:
                return current
            records.change_attempt(
                db,
                current,
                now,
                state=move or current.state,
                payment_id=current.payment_id or report.payment_id,
                next_url=report.next_url if move is AttemptState.ACTION else None,
                decline=report.decline if move is AttemptState.DECLINED else current.decline,
            )
            if move is AttemptState.PAID:
                records.place_order(db, kept.reference, now)
                self._publish(db, OrderPaid(replace(kept.order, placed_at=now), now))
        return self.attempt(attempt.id)


def _is_second_payment(attempt: Attempt, report: PaymentReport) -> bool:
    """Whether money came for an attempt that was paid by another payment already."""
    is_paid = attempt.state is AttemptState.PAID and report.state is AttemptState.PAID
    return is_paid and attempt.payment_id != report.payment_id
