"""Entries as rows. Each function is one step of somebody's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, func, select

from storefront_plugin.events import OrderDisputed, OrderPaid, OrderRefunded, RefundFailed
from storefront_plugin.loyalty.entry import Entry, EntryKind, Points, Source
from storefront_plugin.loyalty.tables import ledger_entries
from storefront_plugin.outbox import queue
from storefront_plugin.storage import insert_new, lock_name

# What an accrual comes from, as its source says it.
ORDER = "order"

# The names under which the outbox keeps what could not be done at once: each is a reaction's name in data.
ACCRUE = "accrue_points"
TAKE_BACK = "take_back_points"
GIVE_BACK = "give_back_points"
FOLLOW_DISPUTE = "follow_dispute"

# What an order's points follow.
Happening: TypeAlias = OrderPaid | OrderRefunded | RefundFailed | OrderDisputed


@dataclass(frozen=True, slots=True)
class Earned:
    """What an order brought by one rule, and who has it."""

    customer_id: str
    accrual: Entry


def lock_order(db: Connection, order_reference: str) -> None:
    """Let nobody else take or give back points of this order until this transaction ends."""
    lock_name(db, f"points:{order_reference}")


def left_before(db: Connection, event: Happening) -> list[Happening]:
    """What happened to the order before, and still waits to be followed; the oldest first."""
    reference = event.order.reference
    names = (ACCRUE, TAKE_BACK, GIVE_BACK, FOLLOW_DISPUTE)
    found = queue.left_before(db, event, names, mentioning=reference)
    return [each for each in found if isinstance(each, Happening) and each.order.reference == reference]


def add(db: Connection, customer_id: str, entry: Entry, now: datetime) -> None:
    """Keep the entry, unless its source has one by its rule; raises ValueError where it tells no source."""
    if entry.source is None:
        raise ValueError(f"an entry that comes from nothing: {entry}")
    row = {
        "customer_id": customer_id,
        "kind": entry.kind,
        "points": entry.points,
        "source_kind": entry.source.kind,
        "source_id": entry.source.id,
        "rule": entry.rule,
        "occurred_at": entry.occurred_at,
        "recorded_at": now,
        "expires_at": entry.expires_at,
        "of_id": None if entry.of is None else int(entry.of),
    }
    insert_new(db, ledger_entries, row)


def entries_of(db: Connection, customer_id: str) -> list[Entry]:
    """All entries of a customer that moved points, the latest first."""
    asked = select(ledger_entries).where(ledger_entries.c.customer_id == customer_id, ledger_entries.c.points != 0)
    return [_entry_of(row) for row in db.execute(asked.order_by(ledger_entries.c.id.desc()))]


def earned_by(db: Connection, order_reference: str) -> list[Earned]:
    """What an order brought, once for each rule."""
    is_it = (ledger_entries.c.source_kind == ORDER) & (ledger_entries.c.source_id == order_reference)
    asked = select(ledger_entries).where(is_it, ledger_entries.c.kind == EntryKind.ACCRUAL)
    return [Earned(row.customer_id, _entry_of(row)) for row in db.execute(asked)]


def taken_back(db: Connection, accrual: Entry) -> Points:
    """How many points of an accrual refunds and lost disputes have taken, without what was given back."""
    taken = select(ledger_entries.c.id).where(ledger_entries.c.of_id == int(accrual.id))
    is_about = (ledger_entries.c.of_id == int(accrual.id)) | ledger_entries.c.of_id.in_(taken)
    found = select(func.coalesce(func.sum(ledger_entries.c.points), 0)).where(is_about)
    return -int(db.scalar(found) or 0)


def reversal_by(db: Connection, source: Source, rule: str) -> Entry | None:
    """What this source took of the points that a rule gave; None where it took nothing."""
    is_it = (ledger_entries.c.source_kind == source.kind) & (ledger_entries.c.source_id == source.id)
    took = ledger_entries.c.points < 0
    row = db.execute(select(ledger_entries).where(is_it, took, ledger_entries.c.rule == rule)).first()
    return _entry_of(row) if row else None


def _entry_of(row: Row[Any]) -> Entry:
    return Entry(
        kind=EntryKind(row.kind),
        points=row.points,
        occurred_at=row.occurred_at,
        id=str(row.id),
        of=None if row.of_id is None else str(row.of_id),
        expires_at=row.expires_at,
        source=Source(row.source_kind, row.source_id),
        rule=row.rule,
    )
