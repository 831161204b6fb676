"""The rows of the outbox: written, claimed, finished, put back. Each function is one step of somebody's transaction.

A claim raises `attempts`, and every later step asks for the number it claimed: who lost the claim changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from storefront_plugin.events import KINDS, Event, decode, encode
from storefront_plugin.outbox.delivery import LEASE, Delivery
from storefront_plugin.outbox.tables import events, outbox
from storefront_plugin.storage import insert_new


def record(db: Connection, event: Event, now: datetime) -> bool:
    """Write the event down; whether it was new."""
    row = {
        "id": event.id,
        "kind": event.kind,
        "version": event.version,
        "snapshot": json.dumps(encode(event), ensure_ascii=False),
        "occurred_at": event.occurred_at,
        "recorded_at": now,
    }
    return insert_new(db, events, row)


def read_event(db: Connection, event_id: str) -> Event:
    """The event as it was recorded. Raises LookupError for a kind that is no longer known."""
    row = db.execute(select(events.c.kind, events.c.snapshot).where(events.c.id == event_id)).one()
    event: Event = decode(KINDS[row.kind], json.loads(row.snapshot))
    return event


def add_all(db: Connection, event_id: str, reactions: Sequence[str], *, due_at: datetime) -> None:
    """Keep reactions that nobody has tried yet."""
    rows = [{"event_id": event_id, "reaction": name, "attempts": 0, "due_at": due_at} for name in reactions]
    db.execute(insert(outbox), rows)


def add(db: Connection, event_id: str, reaction: str, *, due_at: datetime, attempts: int, last_error: str) -> None:
    """Keep a reaction to be run again."""
    db.execute(
        insert(outbox).values(
            event_id=event_id, reaction=reaction, attempts=attempts, due_at=due_at, last_error=last_error
        )
    )


def claim_first(db: Connection, event_id: str, reaction: str, now: datetime) -> Delivery | None:
    """Claim a reaction that nobody has tried yet; None when somebody has."""
    return _claim(db, Delivery(event_id, reaction, attempts=0), now)


def claim_due(db: Connection, now: datetime) -> Delivery | None:
    """Claim the reaction that has been due the longest; None when nothing is due that nobody else holds."""
    row = db.execute(
        select(outbox.c.event_id, outbox.c.reaction, outbox.c.attempts)
        .where(outbox.c.done_at.is_(None), outbox.c.due_at <= now)
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(1)
        # SQLite has no row locks and leaves this out: there a write transaction has the database to itself.
        .with_for_update(skip_locked=True)
    ).first()
    return _claim(db, Delivery(row.event_id, row.reaction, row.attempts), now) if row else None


def finish(db: Connection, delivery: Delivery, now: datetime) -> bool:
    """Mark it done; whether the claim still held."""
    return _change(db, delivery, done_at=now, last_error=None)


def put_back(db: Connection, delivery: Delivery, *, due_at: datetime, last_error: str) -> None:
    """Leave it for a later try, unless somebody else has it by now."""
    _change(db, delivery, due_at=due_at, last_error=last_error)


def _claim(db: Connection, seen: Delivery, now: datetime) -> Delivery | None:
    mine = Delivery(seen.event_id, seen.reaction, seen.attempts + 1)
    return mine if _change(db, seen, attempts=mine.attempts, due_at=now + LEASE) else None


def _change(db: Connection, held: Delivery, **values: object) -> bool:
    changed = db.execute(
        update(outbox)
        .where(
            outbox.c.event_id == held.event_id,
            outbox.c.reaction == held.reaction,
            outbox.c.attempts == held.attempts,
            outbox.c.done_at.is_(None),
        )
        .values(**values)
    )
    return changed.rowcount == 1
