"""Fetched tables as rows. Each function is one step of somebody's transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, insert, not_, select, true, update

from storefront_plugin.money import Currency
from storefront_plugin.pricing.rates.exchange_rate import ExchangeRate, RateTable
from storefront_plugin.pricing.rates.fetched_table import FetchedTable, Held
from storefront_plugin.pricing.tables import rate_tables
from storefront_plugin.storage import lock_name

# Hardly anybody asks for a second one: the newest table mostly has the rate.
_AT_ONCE = 20


def lock_source(db: Connection, source: str) -> None:
    """Until this transaction ends, nobody else keeps a table of this source: each is compared with the one before."""
    lock_name(db, f"rates:{source}")


def add_table(db: Connection, fetched: FetchedTable) -> None:
    table = fetched.table
    row = {
        "source": table.source,
        "base": table.base.code,
        "as_of": table.as_of,
        "rates": {currency.code: str(ratio) for currency, ratio in table.rates.items()},
        "own": fetched.own.code,
        "standing": _written(fetched),
        "fetched_at": fetched.fetched_at,
        "effective_at": fetched.effective_at,
        "held": fetched.held,
    }
    db.execute(insert(rate_tables).values(row))


def last_table(db: Connection, source: str, *, effective_by: datetime | None = None) -> FetchedTable | None:
    """The newest table of a source that is not held; given a moment, of those in effect by then."""
    wanted = _newest_first(source).where(rate_tables.c.held.is_(None))
    if effective_by is not None:
        wanted = wanted.where(rate_tables.c.effective_at <= effective_by)
    return _first(db, wanted)


def newest_table(db: Connection, source: str) -> FetchedTable | None:
    """The newest table of a source, held or not."""
    return _first(db, _newest_first(source))


def tables_by(db: Connection, source: str, day: date) -> Iterator[FetchedTable]:
    """The tables of a source that are not held, of that day or before it, the newest first."""
    wanted = _newest_first(source).where(rate_tables.c.held.is_(None), rate_tables.c.as_of <= day)
    for begin in count(step=_AT_ONCE):
        rows = db.execute(wanted.limit(_AT_ONCE).offset(begin)).all()
        yield from map(_fetched, rows)
        if len(rows) < _AT_ONCE:
            return


def tables_since(db: Connection, source: str, day: date) -> list[FetchedTable]:
    """All tables of a source from that day on, held ones too, the oldest first."""
    return _oldest_first(db, source, rate_tables.c.as_of >= day)


def waiting_tables(db: Connection, sources: Sequence[str], now: datetime) -> list[FetchedTable]:
    """Those that are not in effect, because their moment is to come or they are held, and no newer one is."""
    found = []
    for source in sources:
        current = last_table(db, source, effective_by=now)
        found += _oldest_first(db, source, _is_after(current) if current else true())
    return found


def next_moment(db: Connection, now: datetime) -> datetime | None:
    """When the next table takes effect; None where none waits for its moment."""
    coming = select(func.min(rate_tables.c.effective_at)).where(
        rate_tables.c.effective_at > now, rate_tables.c.held.is_(None)
    )
    found: datetime | None = db.scalar(coming)
    return found


def table_of(db: Connection, table_id: int) -> FetchedTable | None:
    """The table of that id; None where there is none."""
    return _first(db, select(rate_tables).where(rate_tables.c.id == table_id))


def last_before(db: Connection, fetched: FetchedTable) -> FetchedTable | None:
    """The newest table of the same source before this one that is not held."""
    is_earlier = not_(_is_after(fetched)) & (rate_tables.c.id != fetched.id)
    return _first(db, _newest_first(fetched.table.source).where(rate_tables.c.held.is_(None), is_earlier))


def tables_from(db: Connection, fetched: FetchedTable) -> list[FetchedTable]:
    """This table and those of the same source after it, the oldest first."""
    return _oldest_first(db, fetched.table.source, _is_after(fetched) | (rate_tables.c.id == fetched.id))


def change_table(db: Connection, fetched: FetchedTable) -> None:
    """Write whether it is held, and what stands after it."""
    row = rate_tables.c.id == fetched.id
    db.execute(update(rate_tables).where(row).values(held=fetched.held, standing=_written(fetched)))


def _first(db: Connection, wanted: Select[Any]) -> FetchedTable | None:
    row = db.execute(wanted.limit(1)).first()
    return None if row is None else _fetched(row)


def _oldest_first(db: Connection, source: str, condition: ColumnElement[bool]) -> list[FetchedTable]:
    wanted = select(rate_tables).where(rate_tables.c.source == source, condition)
    return [_fetched(row) for row in db.execute(wanted.order_by(rate_tables.c.as_of, rate_tables.c.id))]


def _newest_first(source: str) -> Select[Any]:
    return (
        select(rate_tables)
        .where(rate_tables.c.source == source)
        .order_by(rate_tables.c.as_of.desc(), rate_tables.c.id.desc())
    )


def _is_after(fetched: FetchedTable) -> ColumnElement[bool]:
    same_day = (rate_tables.c.as_of == fetched.table.as_of) & (rate_tables.c.id > fetched.id)
    return (rate_tables.c.as_of > fetched.table.as_of) | same_day


def _written(fetched: FetchedTable) -> dict[str, list[Any]]:
    return {
        currency.code: [str(rate.ratio), rate.as_of and rate.as_of.isoformat()]
        for currency, rate in fetched.standing.items()
    }


def _fetched(row: Row[Any]) -> FetchedTable:
    base, own = Currency.of(row.base), Currency.of(row.own)
    rates = {Currency.of(code): Decimal(ratio) for code, ratio in row.rates.items()}
    standing = {}
    for code, (ratio, day) in row.standing.items():
        target = Currency.of(code)
        as_of = None if day is None else date.fromisoformat(day)
        standing[target] = ExchangeRate(own, target, Decimal(ratio), as_of, row.source)
    return FetchedTable(
        table=RateTable(base, row.as_of, row.source, rates),
        fetched_at=row.fetched_at,
        effective_at=row.effective_at,
        own=own,
        standing=standing,
        held=None if row.held is None else Held(row.held),
        id=row.id,
    )
