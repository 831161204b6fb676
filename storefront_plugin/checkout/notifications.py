"""What providers tell us: stored once, then settled by asking; work that is not stored is never acknowledged."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select, update

from storefront_plugin.checkout.attempt import Payments
from storefront_plugin.checkout.ports import AttemptState, ProviderEvent
from storefront_plugin.checkout.service import Checkout
from storefront_plugin.checkout.tables import attempts, provider_events
from storefront_plugin.errors import NotFound, PaymentUnknown
from storefront_plugin.storage import Database, insert_new

log = logging.getLogger(__name__)


class Notifications:
    """The receiving end of the providers' webhooks."""

    def __init__(
        self, *, database: Database, checkout: Checkout, payments: Payments, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._checkout = checkout
        self._payments = payments
        self._clock = clock

    def receive(self, provider: str, body: bytes, headers: Mapping[str, str]) -> bool:
        """Verify, store, settle; True when a payment of ours was concerned.

        Raises EventUnreadable for what cannot be trusted, NotFound for no provider of ours, and whatever keeps the
        work from being done now, so that the provider sends it again.
        """
        if provider not in self._payments.providers:
            raise NotFound
        event = self._payments.providers[provider].read_event(body, headers)
        attempt_id = self._attempt_of(event)
        if self._store(provider, event):
            return attempt_id is not None
        if attempt_id is None:
            attempt_id = self._attempt_without_answer(provider, event)
        if attempt_id is None:
            log.info("event %s of %s is about no payment of ours", event.id, provider)
        else:
            self._checkout.settle(attempt_id, payment_id=event.payment_id)
        self._finish(provider, event)
        return attempt_id is not None

    def _store(self, provider: str, event: ProviderEvent) -> bool:
        """Keep the event; whether it was kept, and dealt with, before."""
        row = {
            "provider": provider,
            "id": event.id,
            "kind": event.kind,
            "payment_id": event.payment_id,
            "attempt_id": event.attempt_id,
            "received_at": self._clock(),
        }
        with self._database.write() as db:
            if insert_new(db, provider_events, row):
                return False
            processed_at = select(provider_events.c.processed_at).where(
                provider_events.c.provider == provider, provider_events.c.id == event.id
            )
            return db.scalar(processed_at) is not None

    def _finish(self, provider: str, event: ProviderEvent) -> None:
        with self._database.write() as db:
            db.execute(
                update(provider_events)
                .where(provider_events.c.provider == provider, provider_events.c.id == event.id)
                .values(processed_at=self._clock())
            )

    def _attempt_of(self, event: ProviderEvent) -> str | None:
        """Our attempt behind an event: by its payment, or by what we wrote on it when its answer has not come yet."""
        with self._database.read() as db:
            found = None
            if event.payment_id:
                found = db.scalar(select(attempts.c.id).where(attempts.c.payment_id == event.payment_id))
            if found is None and event.attempt_id:
                found = db.scalar(select(attempts.c.id).where(attempts.c.id == event.attempt_id))
        return found

    def _attempt_without_answer(self, provider: str, event: ProviderEvent) -> str | None:
        """The attempt behind a dispute that overtakes our own answer: it names its payment alone, so that is asked."""
        if event.payment_id is None or event.attempt_id is not None:
            return None
        waits = (attempts.c.provider == provider) & (attempts.c.state == AttemptState.ASKING)
        with self._database.read() as db:
            if db.scalar(select(attempts.c.id).where(waits, attempts.c.payment_id.is_(None)).limit(1)) is None:
                return None
        try:
            named = self._payments.providers[provider].ask(event.payment_id).attempt_id
        except PaymentUnknown:
            return None
        return self._attempt_of(replace(event, attempt_id=named))
