"""The sandbox itself: a transport that answers as Stripe would, and the bank behind it."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from sqlalchemy import Connection

from storefront_plugin.checkout.payments.stripe.sandbox import aftermath, intents, records
from storefront_plugin.checkout.payments.stripe.sandbox.answers import listed, notification, ok
from storefront_plugin.checkout.payments.stripe.sandbox.intents import Intent, Status
from storefront_plugin.checkout.payments.stripe.sandbox.parameters import (
    read_cancellation,
    read_capture,
    read_confirmation,
    read_creation,
    read_form,
    read_listing,
    read_retrieval,
)
from storefront_plugin.checkout.payments.stripe.sandbox.records import Answer, RecordedEvent
from storefront_plugin.checkout.payments.stripe.sandbox.refunds import SandboxRefund
from storefront_plugin.checkout.payments.stripe.sandbox.refusals import (
    Refused,
    other_parameters,
    unknown_address,
    unknown_intent,
    wrong_key,
)
from storefront_plugin.errors import DatabaseNotReady, NotFound
from storefront_plugin.storage import Database

SECRET_KEY = "sk_test_sandbox"  # noqa: S105 (opens nothing)
PUBLISHABLE_KEY = "pk_test_sandbox"
ACCOUNT = "acct_sandbox"
LONGEST_KEY = 255

_ACCOUNT = "/v1/account"
_INTENTS = "/v1/payment_intents"
_REFUNDS = "/v1/refunds"
_DISPUTES = "/v1/disputes"

Found = TypeVar("Found")


class Sandbox:
    """Stripe within the process, its memory in the tables of a database.

    `authorise_url` answers, for a payment's id, where the shopper meets the bank. That page calls `look`, then
    `authorise` or `refuse`, and sends her to the payment's `way_back`.
    """

    def __init__(
        self,
        database: Database,
        *,
        authorise_url: Callable[[str], str],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        # Of this process alone: what the sandbox sends is believed, and nobody else can send it.
        self.webhook_secret = f"whsec_{secrets.token_hex(16)}"
        self._database = database
        self._authorise_url = authorise_url
        self.clock = clock

    # The transport ---------------------------------------------------------------------------------------------------

    def request(
        self, method: str, url: str, headers: Mapping[str, str], post_data: str | None = None
    ) -> tuple[str, int, Mapping[str, str]]:
        """Body, status and headers that Stripe would answer with. Raises ConnectionError without its tables."""
        method = method.upper()
        try:
            answer = self._answer(method, url, headers, post_data)
        except Refused as refused:
            answer = Answer(refused.status, json.dumps(refused.body))
        except DatabaseNotReady as fault:
            raise ConnectionError("the sandbox has no database") from fault
        told = {"content-type": "application/json", "request-id": f"req_{secrets.token_hex(7)}"}
        if answer.is_replay:
            told["idempotent-replayed"] = "true"
        return answer.body, answer.status, told

    def _answer(self, method: str, url: str, headers: Mapping[str, str], post_data: str | None) -> Answer:
        if not headers.get("Authorization", "").startswith("Bearer sk_test_"):
            raise wrong_key()
        address = urlsplit(url)
        if method == "GET":
            return self._read(address.path, address.query)
        if method != "POST":
            raise unknown_address(method, address.path)
        key = headers.get("Idempotency-Key") or secrets.token_hex(16)
        if len(key) > LONGEST_KEY:
            raise Refused(f"Idempotency keys have up to {LONGEST_KEY} characters.")
        return self._once(key, address.path, read_form(post_data))

    def _read(self, path: str, query: str) -> Answer:
        if path == _ACCOUNT:
            return ok({"id": ACCOUNT, "object": "account"})
        with self._database.read() as db:
            if path == _INTENTS:
                return self._list(db, read_form(query))
            if path == _REFUNDS:
                return listed(path, *aftermath.list_refunds(db, read_form(query)))
            if path == _DISPUTES:
                return listed(path, *aftermath.list_disputes(db, read_form(query)))
            intent_id = path.removeprefix(f"{_INTENTS}/")
            if "/" in intent_id:
                raise unknown_address("GET", path)
            found = _known(records.load(db, intent_id), intent_id)
            return ok(self._whole(db, found) if read_retrieval(read_form(query)) else self._described(found))

    def _list(self, db: Connection, form: Mapping[str, Any]) -> Answer:
        asked = read_listing(form)
        page, has_more = asked.page.of(records.newest(db, datetime.fromtimestamp(asked.page.since, UTC)))
        shown = [self._whole(db, intent) if asked.expanded else self._described(intent) for intent in page]
        return listed(_INTENTS, shown, has_more)

    def _once(self, key: str, path: str, form: Mapping[str, Any]) -> Answer:
        """Carry a request out, or say again what the first of its key was told."""
        fingerprint = hashlib.sha256(json.dumps([path, form], sort_keys=True).encode()).hexdigest()
        # A request that is refused as it stands undoes the whole transaction, and leaves its key free.
        with self._database.write() as db:
            if records.claim(db, key, fingerprint, self.clock()):
                answer = self._do(db, path, form, key)
                records.remember(db, key, answer)
                return answer
            first, answer = records.recall(db, key)
        if first != fingerprint:
            raise other_parameters(key)
        return answer

    def _do(self, db: Connection, path: str, form: Mapping[str, Any], key: str) -> Answer:
        if path == _REFUNDS:
            return ok(aftermath.refund(db, form, self._notes(db, key), self.clock()))
        match path.removeprefix(_INTENTS).split("/"):
            case [""]:
                return self._create(db, form, key)
            case ["", intent_id, "confirm"]:
                confirmation = read_confirmation(form)
                before = _known(records.load(db, intent_id, lock=True), intent_id)
                return self._paid_or_declined(self._step(db, before, before.confirmed(confirmation), key))
            case ["", intent_id, "cancel"]:
                reason = read_cancellation(form)
                before = _known(records.load(db, intent_id, lock=True), intent_id)
                return ok(self._described(self._step(db, before, before.cancelled(reason, self.clock()), key)))
            case ["", intent_id, "capture"]:
                amount = read_capture(form)
                before = _known(records.load(db, intent_id, lock=True), intent_id)
                return ok(self._described(self._step(db, before, before.captured(amount), key)))
        raise unknown_address("POST", path)

    def _create(self, db: Connection, form: Mapping[str, Any], key: str) -> Answer:
        asked = read_creation(form)
        new = intents.created(f"pi_{secrets.token_hex(12)}", asked, self.clock())
        if asked.confirmation is None:
            records.save(db, new)
            return ok(self._described(new))
        return self._paid_or_declined(self._step(db, new, new.confirmed(asked.confirmation), key))

    def _paid_or_declined(self, intent: Intent) -> Answer:
        described = self._described(intent)
        if intent.failure is None:
            return ok(described)
        return Answer(402, json.dumps({"error": {**described["last_payment_error"], "payment_intent": described}}))

    # The bank --------------------------------------------------------------------------------------------------------

    def look(self, intent_id: str) -> Intent:
        """A payment as it stands. Raises NotFound."""
        with self._database.read() as db:
            return _found(records.load(db, intent_id))

    def authorise(self, intent_id: str) -> Intent:
        """The shopper says yes at her bank; said again, or too late, it changes nothing. Raises NotFound."""
        with self._locked(intent_id) as (db, before):
            return self._step(db, before, before.authorised())

    def refuse(self, intent_id: str) -> Intent:
        """The shopper says no at her bank; said again, or too late, it changes nothing. Raises NotFound."""
        with self._locked(intent_id) as (db, before):
            return self._step(db, before, before.refused())

    def finish(self, intent_id: str, *, is_success: bool) -> Intent:
        """Some days pass for a debit, and it comes or does not; anything else is left as it is. Raises NotFound."""
        with self._locked(intent_id) as (db, before):
            return self._step(db, before, before.finished(is_success=is_success))

    def confirm(self, client_secret: str, payment_method: str) -> Intent:
        """The shopper's front end confirms a payment, as Stripe.js does. Raises NotFound, Refused."""
        confirmation = read_confirmation({"payment_method": payment_method})
        with self._locked(client_secret.partition("_secret_")[0]) as (db, before):
            if before.client_secret != client_secret:
                raise NotFound
            return self._step(db, before, before.confirmed(confirmation))

    def capture_by_hand(self, intent_id: str, amount: int | None = None) -> Intent:
        """The merchant captures in the dashboard: so much, as Stripe counts it, or all. Raises NotFound, Refused."""
        with self._locked(intent_id) as (db, before):
            return self._step(db, before, before.captured(amount))

    # Afterwards ------------------------------------------------------------------------------------------------------

    def refund_by_hand(self, intent_id: str, amount: int | None = None) -> SandboxRefund:
        """The merchant gives back in the dashboard: so much, as Stripe counts it, or all. Raises NotFound, Refused."""
        with self._locked(intent_id) as (db, intent):
            return aftermath.give_back(db, intent, self._notes(db), self.clock(), amount=amount)

    def finish_refund(self, intent_id: str, refund_id: str) -> SandboxRefund:
        """Some days pass for a refund: by its card, it arrives or comes back. Raises NotFound."""
        with self._locked(intent_id) as (db, intent):
            return _found(aftermath.finish(db, refund_id, intent, self._notes(db)))

    def dispute(self, intent_id: str) -> None:
        """The bank questions a payment that was made; once. Raises NotFound, Refused."""
        with self._locked(intent_id) as (db, intent):
            aftermath.dispute(db, intent, self._notes(db), self.clock())

    def decide_dispute(self, intent_id: str, *, is_won: bool) -> None:
        """The bank decides what it questioned about a payment. Raises NotFound."""
        with self._locked(intent_id) as (db, intent):
            aftermath.decide_disputes(db, intent, self._notes(db), is_won=is_won)

    # What happened ---------------------------------------------------------------------------------------------------

    def events(self, intent_id: str | None = None) -> list[RecordedEvent]:
        """What happened to one payment, or to all, the oldest first."""
        with self._database.read() as db:
            return records.recorded(db, intent_id)

    def newest(self, count: int) -> list[Intent]:
        """So many payments, the newest first."""
        with self._database.read() as db:
            return records.newest(db, datetime.fromtimestamp(0, UTC))[:count]

    def mark_sent(self, event_id: str) -> None:
        """Note that a notification of an event was sent."""
        with self._database.write() as db:
            records.mark_sent(db, event_id)

    def signed_event(self, event_id: str, secret: str, at: datetime) -> tuple[bytes, dict[str, str]]:
        """Body and headers of the notification that Stripe would send at that moment. Raises NotFound."""
        from stripe import WebhookSignature

        with self._database.read() as db:
            body = _found(records.event_body(db, event_id))
        signature = WebhookSignature.generate_signature_header(body, secret, int(at.timestamp()))
        return body.encode(), {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signature}

    @contextmanager
    def _locked(self, intent_id: str) -> Iterator[tuple[Connection, Intent]]:
        """A payment that nobody else changes meanwhile. Raises NotFound."""
        with self._database.write() as db:
            yield db, _found(records.load(db, intent_id, lock=True))

    def _step(self, db: Connection, before: Intent, after: Intent, key: str | None = None) -> Intent:
        records.save(db, after)
        if kind := intents.event_kind(before, after):
            self._notes(db, key)(kind, after.id, self._described(after))
            if before.status is not after.status:
                aftermath.dispute_if_so_minded(db, after, self._notes(db), self.clock())
        return after

    def _notes(self, db: Connection, key: str | None = None) -> aftermath.Note:
        """Writes down what happens in this transaction, asked for under that key."""

        def note(kind: str, intent_id: str, about: Mapping[str, Any]) -> None:
            event = RecordedEvent(f"evt_{secrets.token_hex(12)}", kind, intent_id, self.clock())
            records.record(db, event, notification(event, about, key))

        return note

    def _whole(self, db: Connection, intent: Intent) -> dict[str, Any]:
        """A payment with its charge."""
        is_charged = intent.status is Status.SUCCEEDED
        return self._described(intent) | ({"latest_charge": aftermath.charge(db, intent)} if is_charged else {})

    def _described(self, intent: Intent) -> dict[str, Any]:
        return intent.described(self._authorise_url(intent.id))


def _known(intent: Intent | None, intent_id: str) -> Intent:
    if intent is None:
        raise unknown_intent(intent_id)
    return intent


def _found(thing: Found | None) -> Found:
    if thing is None:
        raise NotFound()
    return thing
