"""The sandbox itself: a transport that answers as Stripe would, and the bank behind it."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from sqlalchemy import Connection

from storefront_plugin.checkout.payments.stripe.sandbox import intents, records
from storefront_plugin.checkout.payments.stripe.sandbox.intents import Intent
from storefront_plugin.checkout.payments.stripe.sandbox.parameters import (
    read_cancellation,
    read_confirmation,
    read_creation,
    read_form,
    read_listing,
)
from storefront_plugin.checkout.payments.stripe.sandbox.records import Answer, RecordedEvent
from storefront_plugin.checkout.payments.stripe.sandbox.refusals import (
    Refused,
    other_parameters,
    unknown_address,
    unknown_intent,
    wrong_key,
)
from storefront_plugin.errors import DatabaseNotReady, NotFound
from storefront_plugin.storage import Database

API_VERSION = "2026-10-28.endive"
SECRET_KEY = "sk_test_sandbox"  # noqa: S105 (opens nothing)
PUBLISHABLE_KEY = "pk_test_sandbox"
LONGEST_KEY = 255

_INTENTS = "/v1/payment_intents"

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
        self._database = database
        self._authorise_url = authorise_url
        self._clock = clock

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
        with self._database.read() as db:
            if path == _INTENTS:
                return self._list(db, read_form(query))
            intent_id = path.removeprefix(f"{_INTENTS}/")
            if "/" in intent_id:
                raise unknown_address("GET", path)
            return self._show(_known(records.load(db, intent_id), intent_id))

    def _list(self, db: Connection, form: Mapping[str, Any]) -> Answer:
        asked = read_listing(form)
        found = records.newest(db, datetime.fromtimestamp(asked.since, UTC))
        if asked.after is not None:
            ids = [intent.id for intent in found]
            if asked.after not in ids:
                raise unknown_intent(asked.after)
            found = found[ids.index(asked.after) + 1 :]
        page = found[: asked.limit]
        return _ok(
            {
                "object": "list",
                "url": _INTENTS,
                "has_more": len(found) > len(page),
                "data": [self._described(intent) for intent in page],
            }
        )

    def _once(self, key: str, path: str, form: Mapping[str, Any]) -> Answer:
        """Carry a request out, or say again what the first of its key was told."""
        fingerprint = hashlib.sha256(json.dumps([path, form], sort_keys=True).encode()).hexdigest()
        # A request that is refused as it stands undoes the whole transaction, and leaves its key free.
        with self._database.write() as db:
            if records.claim(db, key, fingerprint, self._clock()):
                answer = self._do(db, path, form, key)
                records.remember(db, key, answer)
                return answer
            first, answer = records.recall(db, key)
        if first != fingerprint:
            raise other_parameters(key)
        return answer

    def _do(self, db: Connection, path: str, form: Mapping[str, Any], key: str) -> Answer:
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
                return self._show(self._step(db, before, before.cancelled(reason, self._clock()), key))
        raise unknown_address("POST", path)

    def _create(self, db: Connection, form: Mapping[str, Any], key: str) -> Answer:
        asked = read_creation(form)
        new = intents.created(f"pi_{secrets.token_hex(12)}", asked, self._clock())
        if asked.confirmation is None:
            records.save(db, new)
            return self._show(new)
        return self._paid_or_declined(self._step(db, new, new.confirmed(asked.confirmation), key))

    def _paid_or_declined(self, intent: Intent) -> Answer:
        described = self._described(intent)
        if intent.failure is None:
            return _ok(described)
        return Answer(402, json.dumps({"error": {**described["last_payment_error"], "payment_intent": described}}))

    # The bank --------------------------------------------------------------------------------------------------------

    def look(self, intent_id: str) -> Intent:
        """A payment as it stands. Raises NotFound."""
        with self._database.read() as db:
            return _found(records.load(db, intent_id))

    def authorise(self, intent_id: str) -> Intent:
        """The shopper says yes at her bank; said again, or too late, it changes nothing. Raises NotFound."""
        with self._database.write() as db:
            before = _found(records.load(db, intent_id, lock=True))
            return self._step(db, before, before.authorised())

    def refuse(self, intent_id: str) -> Intent:
        """The shopper says no at her bank; said again, or too late, it changes nothing. Raises NotFound."""
        with self._database.write() as db:
            before = _found(records.load(db, intent_id, lock=True))
            return self._step(db, before, before.refused())

    # What happened ---------------------------------------------------------------------------------------------------

    def events(self, intent_id: str | None = None) -> list[RecordedEvent]:
        """What happened to one payment, or to all, the oldest first."""
        with self._database.read() as db:
            return records.recorded(db, intent_id)

    def signed_event(self, event_id: str, secret: str, at: datetime) -> tuple[bytes, dict[str, str]]:
        """Body and headers of the notification that Stripe would send at that moment. Raises NotFound."""
        from stripe import WebhookSignature

        with self._database.read() as db:
            body = _found(records.event_body(db, event_id))
        signature = WebhookSignature.generate_signature_header(body, secret, int(at.timestamp()))
        return body.encode(), {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signature}

    def _step(self, db: Connection, before: Intent, after: Intent, key: str | None = None) -> Intent:
        records.save(db, after)
        if kind := intents.event_kind(before, after):
            event = RecordedEvent(f"evt_{secrets.token_hex(12)}", kind, after.id, self._clock())
            records.record(db, event, self._notification(event, after, key))
        return after

    def _notification(self, event: RecordedEvent, intent: Intent, key: str | None) -> dict[str, Any]:
        return {
            "id": event.id,
            "object": "event",
            "api_version": API_VERSION,
            "created": int(event.created_at.timestamp()),
            "data": {"object": self._described(intent)},
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": key},
            "type": event.kind,
        }

    def _show(self, intent: Intent) -> Answer:
        return _ok(self._described(intent))

    def _described(self, intent: Intent) -> dict[str, Any]:
        return intent.described(self._authorise_url(intent.id))


def _ok(body: Mapping[str, Any]) -> Answer:
    return Answer(200, json.dumps(body))


def _known(intent: Intent | None, intent_id: str) -> Intent:
    if intent is None:
        raise unknown_intent(intent_id)
    return intent


def _found(thing: Found | None) -> Found:
    if thing is None:
        raise NotFound()
    return thing
