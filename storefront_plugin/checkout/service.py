"""From a quote to a paid order: one attempt at a time for each quote and each cart, one confirmation."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta

from storefront_plugin.checkout import records
from storefront_plugin.checkout.attempt import Attempt, Payments
from storefront_plugin.checkout.holds import Holds
from storefront_plugin.checkout.law import law_of
from storefront_plugin.checkout.order import REFERENCE_ALPHABET, REFERENCE_LENGTH, OrderState, order_from
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.checkout.settings import CheckoutSettings
from storefront_plugin.checkout.settlement import Settlement
from storefront_plugin.checkout.states import LIVE, RECALLABLE
from storefront_plugin.checkout.sweep import ends_at
from storefront_plugin.errors import (
    AlreadyCaptured,
    AlreadyPaid,
    CartBought,
    ConsentMissing,
    NotCapturable,
    NothingToCapture,
    OrderNotKept,
    OrderUnknown,
    PaymentInProgress,
    ProviderUnreachable,
    QuoteExpired,
)
from storefront_plugin.host import Host, Order
from storefront_plugin.money import Money
from storefront_plugin.pricing.quotes.quote import Quote
from storefront_plugin.pricing.quotes.service import Quotes
from storefront_plugin.storage import Database

log = logging.getLogger(__name__)

# Long enough to tell a shopper who asks what she was offered.
QUOTES_KEPT = timedelta(days=30)


class Checkout:
    """The use cases of paying."""

    def __init__(
        self,
        *,
        database: Database,
        quotes: Quotes,
        host: Host,
        payments: Payments,
        holds: Holds,
        settlement: Settlement,
        settings: CheckoutSettings,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._quotes = quotes
        self._host = host
        self._payments = payments
        self._holds = holds
        self._settlement = settlement
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
        provider: str | None = None,
    ) -> Attempt:
        """Collect a quote's total; asked twice, it collects once and answers how that stands.

        `return_url` makes, of an attempt's id, the address a shopper comes back to from her bank. `provider` names the
        one she chose, None the usual one. Another provider or instrument takes the place of one that still waits for
        the shopper, whose payment is called back first.

        Raises PaymentNotOffered, UnknownProvider, ConsentMissing, QuoteExpired, QuoteOutdated, ProductGone, CartBought,
        SoldOut, OrderNotKept, PaymentInProgress, ProviderUnreachable and PaymentRefused, each before any money moves.
        An unknown outcome is an attempt still ASKING.
        """
        chosen = self._payments.for_new(provider, quote.market, quote.total.currency)
        law = law_of(quote.address.country, has_terms=bool(self._settings.terms_url))
        if law.missing(frozenset(consents)):
            raise ConsentMissing
        running = self._under_way(quote)
        if running:
            is_another = (running.provider, running.instrument) != (chosen.name, instrument)
            if not (is_another and running.state in RECALLABLE):
                return running
        now = self._clock()
        if not quote.is_open(now):
            raise QuoteExpired
        self._quotes.refresh_check(quote)
        if running and (stands := self._settlement.call_back(running)).state in LIVE:
            return stands
        self._free_cart(quote)
        reference = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(REFERENCE_LENGTH))
        attempt_id = f"att_{secrets.token_hex(16)}"
        wish = Attempt(
            id=attempt_id,
            order_reference=reference,
            provider=chosen.name,
            is_live=chosen.is_live,
            account=chosen.account,
            state=AttemptState.ASKING,
            amount=quote.total,
            instrument=instrument,
            return_url=return_url(attempt_id),
            asked_at=now,
            ends_at=ends_at(quote.valid_until),
            market=quote.market,
        )
        attempt = self._begin(wish, quote, customer_id, [consent.key for consent in law.consents])
        if attempt is None:
            # A double click: the other one came first, and this one is the same wish.
            return self._stands(quote)
        try:
            return self._settlement.ask(attempt)
        except ProviderUnreachable:
            return attempt

    def settle(self, attempt_id: str, *, payment_id: str | None = None) -> Attempt:
        """How an attempt stands, the provider asked anew; see Settlement.settle."""
        return self._settlement.settle(attempt_id, payment_id=payment_id)

    def attempt(self, attempt_id: str) -> Attempt:
        """One attempt as it stands in our records. Raises OrderUnknown."""
        return self._settlement.attempt(attempt_id)

    def call_back(self, quote: Quote) -> None:
        """See to it that nobody collects this quote any more, since another takes its place.

        Raises AlreadyPaid, PaymentInProgress where it is too late to call the payment back, ProviderUnreachable.
        """
        if attempt := self._live_attempt(quote):
            self._settlement.end(attempt)

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

    def capture(self, reference: str, amount: Money | None = None) -> Attempt:
        """Collect what an order's payment was only authorised for, or so much of it; asked twice, it collects once.

        What is not collected is released for good, and gone of the order as if it were refunded.

        Raises OrderUnknown, NothingToCapture, NotCapturable, AlreadyCaptured for another amount than was collected
        before, CurrencyMismatch, AmountNotPayable where the provider cannot collect just that, PaymentInProgress,
        ProviderUnreachable.
        """
        with self._database.read() as db:
            attempt = records.live_attempt(db, records.order(db, reference).quote_id)
        if attempt is None:
            raise NothingToCapture
        attempt = self.settle(attempt.id)
        if attempt.state is AttemptState.AUTHORISED:
            if amount is not None and not Money.zero(amount.currency) < amount <= attempt.amount:
                raise NotCapturable(amount=amount, most=attempt.amount)
            attempt = self._settlement.capture(attempt, amount)
        if attempt.state is not AttemptState.PAID:
            raise NothingToCapture
        captured = attempt.captured or attempt.amount
        if amount not in (None, captured):
            raise AlreadyCaptured(captured=captured)
        return attempt

    def tell_cart_bought(self, reference: str) -> None:
        """Tell the host, once for each order and in the shopper's own request, that her cart has been bought.

        From then on an attempt that waits for money does not stand in the way of her next cart.
        """
        with self._database.read() as db:
            kept = records.order(db, reference)
            # What a front end named itself was never in the host's cart.
            if not kept.is_of_cart or records.is_taken_for_bought(db, reference):
                return
        with self._database.write() as db:
            records.lock_order(db, reference)
            # It may have been called back in this very moment.
            if not any(each.is_bought for each in records.attempts_of(db, reference)):
                return
            if not records.first_time(db, reference, records.CART_BOUGHT, self._clock()):
                return
            records.let_go_of_cart(db, reference)
        try:
            self._host.cart_bought(kept.order)
        except Exception:
            # The order stands; a cart that could not be emptied must not hide the confirmation.
            log.exception("the host could not empty the cart of order %s", reference)

    def forget_quotes(self) -> int:
        """Remove the quotes that expired long ago and that no order was made of; how many they were."""
        return self._quotes.forget_expired(self._clock() - QUOTES_KEPT, records.quotes_ordered())

    def _free_cart(self, quote: Quote) -> None:
        """See to it that no other quote of the same cart is being paid, in another tab or before a step back.

        Raises CartBought, PaymentInProgress, ProviderUnreachable.
        """
        with self._database.read() as db:
            other = records.attempt_at_cart(db, quote)
        if other is not None:
            try:
                self._settlement.end(other)
            except AlreadyPaid as fault:
                raise CartBought from fault

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

        Raises PaymentInProgress, CartBought, OrderNotKept.
        """
        order = order_from(quote, reference=wish.order_reference, customer_id=customer_id)
        with self._database.write() as db:
            if records.is_cart_bought_since(db, quote):
                raise CartBought
            records.add_order(db, order, quote, consents=consents, now=wish.asked_at)
            kept = records.lock_order_of(db, quote.id)
            if kept.state is OrderState.CANCELLED:
                raise OrderNotKept
            if records.needs_attention(db, kept.reference):
                # Money may have come that we cannot match; to collect again would be to collect twice.
                raise PaymentInProgress
            attempt = replace(wish, order_reference=kept.reference)
            if not records.add_attempt(db, attempt, quote):
                if records.attempt_at_cart(db, quote):
                    # Another tab was faster with another quote of the same cart.
                    raise PaymentInProgress
                return None
            self._holds.want(db, kept.reference)
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

    def _live_attempt(self, quote: Quote) -> Attempt | None:
        with self._database.read() as db:
            return records.live_attempt(db, quote.id)
