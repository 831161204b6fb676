"""The rows of the outbox: written, claimed, finished, put back. Each function is one step of somebody's transaction.

A claim raises `attempts`, and every later step asks for the number it claimed: who lost the claim changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, or_, select, update

from storefront_plugin.events import KINDS, Event
from storefront_plugin.outbox.delivery import LEASE, Delivery
from storefront_plugin.outbox.tables import events, outbox
from storefront_plugin.snapshots import decode, encode
from storefront_plugin.storage import Prepared, insert_new

_INSERT = Prepared(insert(outbox).inline(), "event_id reaction attempts due_at last_error".split())


def record(db: Connection, event: Event, now: datetime) -> bool:
    """Write the event down; whether it was new."""
    row = {
        "id": event.id,
        "kind": event.kind,
        "version": event.version,
        "snapshot": _as_json(encode(event)),
        "occurred_at": event.occurred_at,
        "recorded_at": now,
    }
    return insert_new(db, events, row)


def read_event(db: Connection, event_id: str) -> Event:
    """The event as it was recorded. Raises LookupError for a kind that is no longer known."""
    row = db.execute(select(events.c.kind, events.c.snapshot).where(events.c.id == event_id)).one()
    return _event_of(row.kind, row.snapshot)


def left_before(db: Connection, event: Event, reactions: Collection[str], *, mentioning: str) -> list[Event]:
    """Earlier events to which one of these reactions waits for another try, the first first.

    Where one to the event itself was left as well, earlier are those that were left before it. All of them hold the
    text of `mentioning` somewhere.
    """
    is_ours = outbox.c.reaction.in_(reactions)
    own_row = select(func.min(outbox.c.id)).where(outbox.c.event_id == event.id, is_ours).scalar_subquery()
    is_earlier = or_(own_row.is_(None), outbox.c.id < own_row)
    holds_it = events.c.snapshot.contains(_as_json(mentioning), autoescape=True)
    asked = (
        select(events.c.kind, events.c.snapshot)
        .join(outbox)
        .where(outbox.c.done_at.is_(None), is_ours, is_earlier, holds_it)
        .order_by(outbox.c.id)
    )
    return [_event_of(row.kind, row.snapshot) for row in db.execute(asked)]


def add_all(db: Connection, event_id: str, reactions: Sequence[str], *, due_at: datetime) -> None:
    """Keep reactions that nobody has tried yet."""
    untried = {"event_id": event_id, "attempts": 0, "due_at": due_at, "last_error": None}
    _INSERT.change_all(db, [{**untried, "reaction": name} for name in reactions])


def add(db: Connection, event_id: str, reaction: str, *, due_at: datetime, attempts: int, last_error: str) -> None:
    """Keep a reaction to be run again."""
    row = {"event_id": event_id, "reaction": reaction, "attempts": attempts, "due_at": due_at, "last_error": last_error}
    _INSERT.change(db, row)


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


def call_off(db: Connection, event_id: str, reaction: str, now: datetime) -> None:
    """Let a reaction that waits for another try be done for good; whoever has claimed it finds nothing to finish."""
    is_it = (outbox.c.event_id == event_id) & (outbox.c.reaction == reaction)
    db.execute(update(outbox).where(is_it, outbox.c.done_at.is_(None)).values(done_at=now, last_error=None))


def _event_of(kind: str, snapshot: str) -> Event:
    event: Event = decode(KINDS[kind], json.loads(snapshot))
    return event


def _as_json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False)


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
