"""Reading and writing what the sandbox remembers, within a transaction that the caller began."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from storefront_plugin.checkout.payments.stripe.sandbox.intents import Intent, Status
from storefront_plugin.checkout.payments.stripe.sandbox.tables import events, intents, keys
from storefront_plugin.storage import insert_new

KEY_KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered with; `is_replay` when it was worked out for an earlier one."""

    status: int
    body: str
    is_replay: bool = False


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """Something that happened to a payment, of which a notification can be made."""

    id: str
    kind: str
    intent_id: str
    created_at: datetime
    sent_count: int = 0


def save(db: Connection, intent: Intent) -> None:
    values = {**asdict(intent), "metadata": dict(intent.metadata)}
    changed = db.execute(update(intents).where(intents.c.id == intent.id).values(values))
    if not changed.rowcount:
        db.execute(insert(intents).values(values))


def load(db: Connection, intent_id: str, *, lock: bool = False) -> Intent | None:
    """One payment, locked until the end of the transaction if it is about to change."""
    query = select(intents).where(intents.c.id == intent_id)
    row = db.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else _intent(row)


def newest(db: Connection, since: datetime) -> list[Intent]:
    query = select(intents).where(intents.c.created_at >= since)
    return [_intent(row) for row in db.execute(query.order_by(intents.c.created_at.desc(), intents.c.id.desc()))]


def _intent(row: Row[Any]) -> Intent:
    return Intent(**{**row._mapping, "status": Status(row.status)})


def claim(db: Connection, key: str, fingerprint: str, now: datetime) -> bool:
    """Whether this request is the first of its key. Who asks at the same time waits here until the first is done."""
    db.execute(delete(keys).where(keys.c.key == key, keys.c.created_at <= now - KEY_KEPT))
    return insert_new(db, keys, {"key": key, "created_at": now, "fingerprint": fingerprint})


def remember(db: Connection, key: str, answer: Answer) -> None:
    db.execute(update(keys).where(keys.c.key == key).values(status=answer.status, body=answer.body))


def recall(db: Connection, key: str) -> tuple[str, Answer]:
    """The fingerprint of the first request of a key, and what it was answered with."""
    row = db.execute(select(keys).where(keys.c.key == key)).one()
    return row.fingerprint, Answer(row.status, row.body, is_replay=True)


def record(db: Connection, event: RecordedEvent, body: Mapping[str, Any]) -> None:
    db.execute(insert(events).values(**asdict(event), body=json.dumps(body)))


def recorded(db: Connection, intent_id: str | None) -> list[RecordedEvent]:
    sent_count = func.coalesce(events.c.sent_count, 0).label("sent_count")
    query = select(events.c.id, events.c.kind, events.c.intent_id, events.c.created_at, sent_count)
    if intent_id is not None:
        query = query.where(events.c.intent_id == intent_id)
    return [RecordedEvent(**row._mapping) for row in db.execute(query.order_by(events.c.number))]


def mark_sent(db: Connection, event_id: str) -> None:
    once_more = func.coalesce(events.c.sent_count, 0) + 1
    db.execute(update(events).where(events.c.id == event_id).values(sent_count=once_more))


def event_body(db: Connection, event_id: str) -> str | None:
    return db.execute(select(events.c.body).where(events.c.id == event_id)).scalar_one_or_none()
