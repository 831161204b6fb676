"""From a quote to a paid order: one attempt at a time, one `settle`, one confirmation.

Each write is its own short transaction, the order locked before the attempt; no provider is called within one.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta

from storefront_plugin.checkout import records
from storefront_plugin.checkout.attempt import Attempt, Payments
from storefront_plugin.checkout.law import law_of
from storefront_plugin.checkout.order import REFERENCE_ALPHABET, REFERENCE_LENGTH, OrderState, order_from
from storefront_plugin.checkout.ports import AttemptState, PaymentReport
from storefront_plugin.checkout.settings import CheckoutSettings
from storefront_plugin.checkout.states import LIVE, RECALLABLE, decide_move
from storefront_plugin.errors import (
    AlreadyPaid,
    CartBought,
    ConsentMissing,
    OrderUnknown,
    PaymentInProgress,
    PaymentRefused,
    ProviderUnreachable,
    QuoteExpired,
)
from storefront_plugin.events import OrderPaid, Publish
from storefront_plugin.host import Host, Order
from storefront_plugin.pricing.quote import Quote
from storefront_plugin.pricing.quotes import Quotes
from storefront_plugin.storage import Database

log = logging.getLogger(__name__)

# A key is kept by the provider for at least 24 hours; past that the same call would be a second payment.
REPEATABLE = timedelta(hours=23)


class Checkout:
    """The use cases of paying."""

    def __init__(
        self,
        *,
        database: Database,
        quotes: Quotes,
        host: Host,
        payments: Payments,
        publish: Publish,
        settings: CheckoutSettings,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._quotes = quotes
        self._host = host
        self._payments = payments
        self._publish = publish
        self._settings = settings
        self._clock = clock

    def pay(
        self,
        quote: Quote,
        *,
        customer_id: str | None,
        consents: Collection[str],
        instrument: str,
        return_url: Callable[[str], str],
    ) -> Attempt:
        """Collect a quote's total; asked twice, it collects once and answers how that stands.

        `return_url` makes, of an attempt's id, the address a shopper comes back to from her bank. Another instrument
        takes the place of one that still waits for the shopper, whose payment is called back first.

        Raises PaymentNotOffered, ConsentMissing, QuoteExpired, QuoteOutdated, ProductGone, CartBought,
        PaymentInProgress, ProviderUnreachable and PaymentRefused, each before any money moves. An unknown outcome is
        an attempt still ASKING.
        """
        provider = self._payments.for_new()
        law = law_of(quote.address.country, has_terms=bool(self._settings.terms_url))
        if law.missing(frozenset(consents)):
            raise ConsentMissing
        running = self._under_way(quote)
        if running and not (running.state in RECALLABLE and running.instrument != instrument):
            return running
        now = self._clock()
        if not quote.is_open(now):
            raise QuoteExpired
        self._quotes.refresh_check(quote)
        if running and (stands := self._call_back(running)).state in LIVE:
            return stands
        self._free_cart(quote)
        reference = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(REFERENCE_LENGTH))
        attempt_id = f"att_{secrets.token_hex(16)}"
        wish = Attempt(
            id=attempt_id,
            order_reference=reference,
            provider=provider.name,
            is_live=provider.is_live,
            state=AttemptState.ASKING,
            amount=quote.total,
            instrument=instrument,
            return_url=return_url(attempt_id),
            asked_at=now,
        )
        attempt = self._begin(wish, quote, customer_id, [consent.key for consent in law.consents])
        if attempt is None:
            # A double click: the other one came first, and this one is the same wish.
            return self._stands(quote)
        try:
            return self._ask(attempt)
        except ProviderUnreachable:
            return attempt

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
            return self._ask(attempt)
        except PaymentRefused:
            return self.attempt(attempt_id)

    def call_back(self, quote: Quote) -> None:
        """See to it that nobody collects this quote any more, since another takes its place.

        Raises AlreadyPaid, PaymentInProgress where it is too late to call the payment back, ProviderUnreachable.
        """
        if attempt := self._live_attempt(quote):
            self._end(attempt)

    def attempt(self, attempt_id: str) -> Attempt:
        """One attempt as it stands in our records. Raises OrderUnknown."""
        with self._database.read() as db:
            return records.attempt(db, attempt_id)

    def latest_attempt(self, quote: Quote) -> Attempt | None:
        """The live try to pay for a quote, else the last one; None before the first."""
        with self._database.read() as db:
            return records.latest_attempt(db, quote.id)

    def order(self, reference: str) -> tuple[Order, str]:
        """A placed order and its owner. Raises OrderUnknown, also for one not paid yet."""
        with self._database.read() as db:
            found = records.order(db, reference)
        if found.state is not OrderState.PLACED:
            raise OrderUnknown
        return found.order, found.owner

    def quote_of(self, attempt: Attempt) -> Quote:
        """The quote that an attempt collects."""
        with self._database.read() as db:
            quote_id = records.order(db, attempt.order_reference).quote_id
        return self._quotes.load(quote_id)

    def minutes_left(self, quote: Quote) -> int:
        """For how many more minutes the quote's prices hold; 0 once they do not."""
        left = (quote.valid_until - self._clock()) / timedelta(minutes=1)
        return max(1, round(left)) if left > 0 else 0

    def owner_of(self, attempt: Attempt) -> str:
        """Under which name the attempt's order is kept."""
        with self._database.read() as db:
            return records.order(db, attempt.order_reference).owner

    def bought(self, reference: str) -> None:
        """Tell the host, once for each paid order and in the shopper's own request, that her cart has been bought."""
        with self._database.write() as db:
            kept = records.order(db, reference)
            # What a front end named itself was never in the host's cart.
            if not kept.is_of_cart or not records.first_time(db, reference, "cart_bought", self._clock()):
                return
        try:
            self._host.cart_bought(kept.order)
        except Exception:
            # The order is paid and placed; a cart that could not be emptied must not hide the confirmation.
            log.exception("the host could not empty the cart of order %s", reference)

    def _free_cart(self, quote: Quote) -> None:
        """See to it that no other quote of the same cart is being paid, in another tab or before a step back.

        Raises CartBought, PaymentInProgress, ProviderUnreachable.
        """
        with self._database.read() as db:
            other = records.attempt_at_cart(db, quote)
        if other is not None:
            try:
                self._end(other)
            except AlreadyPaid as fault:
                raise CartBought from fault

    def _end(self, attempt: Attempt) -> None:
        """Call an attempt back. Raises AlreadyPaid, PaymentInProgress where it is too late, ProviderUnreachable."""
        attempt = self.settle(attempt.id)
        if attempt.state in RECALLABLE:
            attempt = self._call_back(attempt)
        if attempt.state is AttemptState.PAID:
            raise AlreadyPaid
        if attempt.state in LIVE or attempt.state is AttemptState.NEEDS_ATTENTION:
            raise PaymentInProgress

    def _under_way(self, quote: Quote) -> Attempt | None:
        """How the quote's live attempt stands at the provider; None when a new one may begin."""
        attempt = self._live_attempt(quote)
        if attempt is None:
            return None
        try:
            settled = self.settle(attempt.id)
        except ProviderUnreachable:
            return attempt
        # Who found it still asking has clicked twice, and gets what the first click got, a decline too.
        return settled if settled.state in LIVE or attempt.state is AttemptState.ASKING else None

    def _begin(self, wish: Attempt, quote: Quote, customer_id: str | None, consents: list[str]) -> Attempt | None:
        """The attempt, committed before its call; None when the order has one that may still collect, or has.

        Raises PaymentInProgress, CartBought.
        """
        order = order_from(quote, reference=wish.order_reference, customer_id=customer_id)
        with self._database.write() as db:
            if records.is_cart_bought_since(db, quote):
                raise CartBought
            records.add_order(db, order, quote, consents=consents, now=wish.asked_at)
            kept = records.lock_order_of(db, quote.id)
            if records.needs_attention(db, kept.reference):
                # Money may have come that we cannot match; to collect again would be to collect twice.
                raise PaymentInProgress
            attempt = replace(wish, order_reference=kept.reference)
            if not records.add_attempt(db, attempt, quote):
                if records.latest_attempt(db, quote.id) is None:
                    # Another tab was faster with another quote of the same cart.
                    raise PaymentInProgress
                return None
            # She may have signed in since an earlier attempt made the order.
            records.renew_order(db, replace(order, reference=kept.reference), consents=consents)
        return attempt

    def _stands(self, quote: Quote) -> Attempt:
        attempt = self.latest_attempt(quote)
        if attempt is None:
            raise OrderUnknown
        try:
            return self.settle(attempt.id)
        except ProviderUnreachable:
            return attempt

    def _ask(self, attempt: Attempt) -> Attempt:
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

    def _call_back(self, attempt: Attempt) -> Attempt:
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

    def _live_attempt(self, quote: Quote) -> Attempt | None:
        with self._database.read() as db:
            return records.live_attempt(db, quote.id)


def _is_second_payment(attempt: Attempt, report: PaymentReport) -> bool:
    """Whether money came for an attempt that was paid by another payment already."""
    is_paid = attempt.state is AttemptState.PAID and report.state is AttemptState.PAID
    return is_paid and attempt.payment_id != report.payment_id
