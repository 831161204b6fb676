"""What a person has marked as seen to, by the id of what waited for her: kept among the effects of its order."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, select

from storefront_plugin.checkout import records
from storefront_plugin.checkout.tables import effects

_SEEN = "ok:"


def mark_seen(db: Connection, order_reference: str, id: str, now: datetime) -> None:
    """Note that she has seen to it; noted again, it changes nothing."""
    records.first_time(db, order_reference, _SEEN + id, now)


def is_seen(db: Connection, order_reference: str, id: str) -> bool:
    """Whether she has seen to it."""
    is_it = (effects.c.order_reference == order_reference) & (effects.c.kind == _SEEN + id)
    return db.scalar(select(effects.c.kind).where(is_it)) is not None


def seen(of: Table) -> ColumnElement[bool]:
    """The same of each row of a table that names its order."""
    is_it = (effects.c.order_reference == of.c.order_reference) & (effects.c.kind == _SEEN + of.c.id)
    return select(effects.c.kind).where(is_it).exists()
