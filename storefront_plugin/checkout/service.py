"""From a quote to a paid order: one attempt at a time, one `settle`, one confirmation.

Each write is its own short transaction, the order locked before the attempt; no provider is called within one.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from storefront_plugin.checkout.attempt import Attempt, Payments
from storefront_plugin.checkout.law import law_of
from storefront_plugin.checkout.order import REFERENCE_ALPHABET, REFERENCE_LENGTH, OrderState, order_from
from storefront_plugin.checkout.ports import AttemptState, PaymentReport
from storefront_plugin.checkout.settings import CheckoutSettings
from storefront_plugin.checkout.states import LIVE, UNSETTLED, decide_move
from storefront_plugin.checkout.tables import attempts, effects, orders
from storefront_plugin.errors import (
    AlreadyPaid,
    ConsentMissing,
    OrderUnknown,
    PaymentRefused,
    ProviderUnreachable,
    QuoteExpired,
)
from storefront_plugin.events import OrderPaid, Publish, decode, encode
from storefront_plugin.host import Host, Order
from storefront_plugin.pricing.quote import Quote
from storefront_plugin.pricing.quotes import Quotes
from storefront_plugin.storage import Database

log = logging.getLogger(__name__)

# A key is kept by the provider for at least 24 hours; past that the same call would be a second payment.
REPEATABLE = timedelta(hours=23)


class Checkout:
    """The use cases of paying. `return_url` makes the address a shopper comes back to from her bank."""

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

        Raises ConsentMissing, QuoteExpired, QuoteOutdated, ProductGone, AlreadyPaid, PaymentNotOffered and
        PaymentRefused, each before any money moves. An unknown outcome is an attempt still ASKING.
        """
        provider = self._payments.for_new()
        if law_of(quote.address.country, has_terms=bool(self._settings.terms_url)).missing(frozenset(consents)):
            raise ConsentMissing
        if running := self._live_attempt(quote):
            return self._same_again(running)
        now = self._clock()
        if not quote.is_open(now):
            raise QuoteExpired
        self._quotes.refresh_check(quote)
        attempt_id = f"att_{secrets.token_hex(16)}"
        try:
            with self._database.write() as db:
                reference = self._order_for(db, quote, customer_id, consents, now)
                db.execute(
                    insert(attempts).values(
                        id=attempt_id,
                        order_reference=reference,
                        provider=provider.name,
                        is_live=provider.is_live,
                        state=AttemptState.ASKING,
                        amount_minor=quote.total.minor,
                        currency=quote.total.currency.code,
                        instrument=instrument,
                        return_url=return_url(attempt_id),
                        asked_at=now,
                    )
                )
        except IntegrityError:
            # A double click: the other one's attempt is live, and this one is the same wish.
            if running := self._live_attempt(quote):
                return self._same_again(running)
            raise
        return self._ask(self.attempt(attempt_id))

    def settle(self, attempt_id: str) -> Attempt:
        """Ask the provider for the truth about an attempt and compare-and-set our record; old news changes nothing.

        Called alike by the return page, the webhook and whoever repairs. Raises ProviderUnreachable when there is no
        answer, OrderUnknown for no attempt of ours.
        """
        attempt = self.attempt(attempt_id)
        if attempt.state not in UNSETTLED and attempt.state is not AttemptState.DECLINED:
            return attempt
        if attempt.payment_id is None:
            return self._ask(attempt, may_fail=True) if attempt.state is AttemptState.ASKING else attempt
        report = self._payments.providers[attempt.provider].ask(attempt.payment_id)
        return self._record(attempt, report)

    def attempt(self, attempt_id: str) -> Attempt:
        """One attempt as it stands in our records. Raises OrderUnknown."""
        with self._database.read() as db:
            row = db.execute(select(attempts).where(attempts.c.id == attempt_id)).mappings().first()
        if row is None:
            raise OrderUnknown
        return Attempt.of(dict(row))

    def latest_attempt(self, quote: Quote) -> Attempt | None:
        """The last try to pay for a quote; None before the first."""
        found = select(attempts).join(orders).where(orders.c.quote_id == quote.id).order_by(attempts.c.asked_at.desc())
        with self._database.read() as db:
            row = db.execute(found.limit(1)).mappings().first()
        return Attempt.of(dict(row)) if row else None

    def order(self, reference: str) -> tuple[Order, str]:
        """A placed order and its owner. Raises OrderUnknown, also for one not paid yet."""
        with self._database.read() as db:
            row = db.execute(
                select(orders.c.snapshot, orders.c.owner, orders.c.placed_at).where(
                    orders.c.reference == reference, orders.c.state == OrderState.PLACED
                )
            ).first()
        if row is None:
            raise OrderUnknown
        return replace(decode(Order, json.loads(row.snapshot)), placed_at=row.placed_at), row.owner

    def quote_of(self, attempt: Attempt) -> Quote:
        """The quote that an attempt collects."""
        with self._database.read() as db:
            quote_id = db.scalar(select(orders.c.quote_id).where(orders.c.reference == attempt.order_reference))
        return self._quotes.load(str(quote_id))

    def owner_of(self, attempt: Attempt) -> str:
        """Under which name the attempt's order is kept."""
        with self._database.read() as db:
            return str(db.scalar(select(orders.c.owner).where(orders.c.reference == attempt.order_reference)))

    def bought(self, order: Order) -> None:
        """Tell the host, once for each order and in the shopper's own request, that her cart has been bought."""
        if self._first(order.reference, "cart_bought"):
            try:
                self._host.cart_bought(order)
            except Exception:
                # The order is paid and placed; a cart that could not be emptied must not hide the confirmation.
                log.exception("the host could not empty the cart of order %s", order.reference)

    def _order_for(
        self, db: Connection, quote: Quote, customer_id: str | None, consents: Collection[str], now: datetime
    ) -> str:
        """The reference of the quote's order, made with the first attempt and locked."""
        row = db.execute(select(orders).where(orders.c.quote_id == quote.id).with_for_update()).first()
        if row is not None:
            if row.state == OrderState.PLACED:
                raise AlreadyPaid
            return str(row.reference)
        reference = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(REFERENCE_LENGTH))
        order = order_from(quote, reference=reference, customer_id=customer_id)
        db.execute(
            insert(orders).values(
                reference=reference,
                quote_id=quote.id,
                owner=quote.owner,
                state=OrderState.UNPLACED,
                snapshot=json.dumps(encode(order), ensure_ascii=False),
                consents=json.dumps(sorted(consents)),
                made_at=now,
            )
        )
        return reference

    def _same_again(self, attempt: Attempt) -> Attempt:
        try:
            return self.settle(attempt.id)
        except ProviderUnreachable:
            return attempt

    def _ask(self, attempt: Attempt, *, may_fail: bool = False) -> Attempt:
        """Make, or repeat, the attempt's own call. The outcome stays ASKING while it is not known."""
        with self._database.read() as db:
            asked_at = db.scalar(select(attempts.c.asked_at).where(attempts.c.id == attempt.id))
        if asked_at is None or self._clock() - asked_at > REPEATABLE:
            log.error("attempt %s was never answered and is too old to repeat: look it up by hand", attempt.id)
            return self._move(attempt, AttemptState.NEEDS_ATTENTION)
        try:
            report = self._payments.providers[attempt.provider].open(attempt.charge(None))
        except PaymentRefused:
            self._move(attempt, AttemptState.CANCELLED)
            raise
        except ProviderUnreachable:
            if may_fail:
                raise
            return attempt
        return self._record(attempt, report)

    def _record(self, attempt: Attempt, report: PaymentReport) -> Attempt:
        """Compare-and-set what the provider said; the first to record PAID places the order, in one transaction."""
        now = self._clock()
        with self._database.write() as db:
            order = db.execute(
                select(orders).where(orders.c.reference == attempt.order_reference).with_for_update()
            ).one()
            row = db.execute(select(attempts).where(attempts.c.id == attempt.id).with_for_update()).mappings().one()
            current = Attempt.of(dict(row))
            move = decide_move(current.asked, report)
            if move is AttemptState.PAID and (order.state != OrderState.UNPLACED or _another_is_live(db, current)):
                move = AttemptState.NEEDS_ATTENTION
            if move is AttemptState.NEEDS_ATTENTION:
                log.error("attempt %s needs attention: the provider reports %s", attempt.id, report)
            changed = {
                "state": move or current.state,
                "payment_id": current.payment_id or report.payment_id,
                "next_url": report.next_url if move is AttemptState.ACTION else None,
                "decline": report.decline if move is AttemptState.DECLINED else current.decline,
                "settled_at": now,
            }
            if move is None and current.payment_id is not None:
                return current
            db.execute(update(attempts).where(attempts.c.id == attempt.id).values(changed))
            if move is AttemptState.PAID:
                placed = replace(decode(Order, json.loads(order.snapshot)), placed_at=now)
                db.execute(
                    update(orders)
                    .where(orders.c.reference == order.reference)
                    .values(state=OrderState.PLACED, placed_at=now)
                )
                self._publish(db, OrderPaid(placed, now))
        return self.attempt(attempt.id)

    def _move(self, attempt: Attempt, state: AttemptState) -> Attempt:
        with self._database.write() as db:
            db.execute(
                update(attempts)
                .where(attempts.c.id == attempt.id, attempts.c.state == attempt.state)
                .values(state=state, settled_at=self._clock())
            )
        return self.attempt(attempt.id)

    def _live_attempt(self, quote: Quote) -> Attempt | None:
        """The quote's live attempt, of which there is at most one."""
        found = select(attempts).join(orders).where(orders.c.quote_id == quote.id, attempts.c.state.in_(LIVE))
        with self._database.read() as db:
            row = db.execute(found).mappings().first()
        return Attempt.of(dict(row)) if row else None

    def _first(self, reference: str, kind: str) -> bool:
        """Whether this is the first time that this effect of an order happens."""
        try:
            with self._database.write() as db:
                db.execute(insert(effects).values(order_reference=reference, kind=kind, happened_at=self._clock()))
        except IntegrityError:
            return False
        return True


def _another_is_live(db: Connection, attempt: Attempt) -> bool:
    """Whether the buyer has begun to pay by another attempt, after this one was declined."""
    found = select(attempts.c.id).where(
        attempts.c.order_reference == attempt.order_reference,
        attempts.c.id != attempt.id,
        attempts.c.state.in_(LIVE),
    )
    return db.scalar(found) is not None
