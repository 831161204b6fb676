"""What happened, what is still to be done about it, and what comes round again."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from storefront_plugin.storage import ROW_NUMBER, UtcMoment, metadata

events = Table(
    "storefront_events",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("snapshot", Text, nullable=False),
    Column("occurred_at", UtcMoment, nullable=False),
    Column("recorded_at", UtcMoment, nullable=False),
)

# `due_at` is the next try, or the end of the lease of who is trying now; `attempts` counts the claims, and tells one
# claim from the next.
outbox = Table(
    "storefront_outbox",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True),
    Column("event_id", ForeignKey(events.c.id), nullable=False),
    Column("reaction", String(80), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcMoment, nullable=False),
    Column("done_at", UtcMoment),
    Column("last_error", String(200)),
    UniqueConstraint("event_id", "reaction"),
)

_is_open = outbox.c.done_at.is_(None)
Index("ix_storefront_outbox_open", outbox.c.due_at, sqlite_where=_is_open, postgresql_where=_is_open)

# What comes round again: `due_at` is the next time, and with that also the claim of who does it now.
duties = Table(
    "storefront_duties",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("due_at", UtcMoment, nullable=False),
)
