"""What everything cost when, as rows. Each function is one step of somebody's transaction.

Many products are handed over as one array, so that neither database must be told a statement of a thousand values.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    String,
    TableValuedAlias,
    cast,
    func,
    literal,
    select,
    tuple_,
)
from sqlalchemy.dialects import postgresql, sqlite

from storefront_plugin.money import Currency, Money
from storefront_plugin.pricing.history.lowest_price import PriceThen
from storefront_plugin.pricing.tables import price_history as history
from storefront_plugin.pricing.tables import price_recordings
from storefront_plugin.storage import UtcMoment, insert_new, lock_name

_earlier = history.alias("earlier")


def lock_history(db: Connection) -> None:
    """Until this transaction ends, nobody else records prices: each is compared with the last one."""
    lock_name(db, "price_history")


def last_prices(db: Connection, market: str, skus: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Minor units and currency of the last row of each product that has one."""
    given = _given(db, skus)
    last = select(func.max(_earlier.c.from_at)).where(_earlier.c.market == market, _earlier.c.sku == given.c.value)
    # By whole keys: joined to the array, SQLite would read the market's whole history for each sku.
    keys = select(literal(market), given.c.value, last.scalar_subquery())
    wanted = select(history.c.sku, history.c.minor, history.c.currency).where(
        tuple_(history.c.market, history.c.sku, history.c.from_at).in_(keys)
    )
    return {sku: (minor, currency) for sku, minor, currency in db.execute(wanted).all()}


def add_prices(db: Connection, market: str, prices: Mapping[str, Money], from_at: datetime) -> None:
    """Keep what these products cost from a moment on; what has a row of this very moment keeps that one."""
    dialect = sqlite if db.dialect.name == "sqlite" else postgresql
    for currency in {money.currency for money in prices.values()}:
        minors = {sku: money.minor for sku, money in prices.items() if money.currency == currency}
        rows = _rows(db, minors).add_columns(
            literal(market), literal(from_at, UtcMoment), literal(currency.code, String(3))
        )
        columns = ["sku", "minor", "market", "from_at", "currency"]
        db.execute(dialect.insert(history).from_select(columns, rows).on_conflict_do_nothing())


def prices_since(
    db: Connection, market: str, skus: Sequence[str], *, since: datetime, until: datetime
) -> dict[str, list[PriceThen]]:
    """By sku, the oldest first: the price in force at the first moment, and what followed before the last one."""
    given = _given(db, skus)
    first = select(func.max(_earlier.c.from_at)).where(
        _earlier.c.market == history.c.market, _earlier.c.sku == history.c.sku, _earlier.c.from_at <= since
    )
    wanted = (
        select(history.c.sku, history.c.from_at, history.c.minor, history.c.currency)
        .where(
            history.c.market == market,
            history.c.sku.in_(select(given.c.value)),
            history.c.from_at >= func.coalesce(first.scalar_subquery(), literal(since, UtcMoment)),
            history.c.from_at < until,
        )
        .order_by(history.c.sku, history.c.from_at)
    )
    found: dict[str, list[PriceThen]] = {}
    for sku, from_at, minor, currency in db.execute(wanted):
        found.setdefault(sku, []).append(PriceThen(from_at, Money(minor, Currency.of(currency))))
    return found


def add_recording(db: Connection, recorded_at: datetime, *, product_count: int, change_count: int) -> None:
    """Keep that all prices were looked at."""
    row = {"recorded_at": recorded_at, "product_count": product_count, "change_count": change_count}
    insert_new(db, price_recordings, row)


def last_recording(db: Connection) -> datetime | None:
    """When all prices were last looked at."""
    found: datetime | None = db.scalar(select(func.max(price_recordings.c.recorded_at)))
    return found


def _given(db: Connection, skus: Sequence[str]) -> TableValuedAlias:
    """The skus as a table of one column, `value`."""
    if db.dialect.name == "sqlite":
        return func.json_each(json.dumps(skus)).table_valued("value")
    return func.unnest(cast(skus, ARRAY(String))).table_valued("value", name="given").render_derived()


def _rows(db: Connection, minors: Mapping[str, int]) -> Select[tuple[str, int]]:
    """Skus and minor units, to be selected from."""
    if db.dialect.name == "sqlite":
        # Without a WHERE, SQLite would take ON CONFLICT for the ON of a join.
        pair: ColumnElement[str] = func.json_each(json.dumps([*minors.items()])).table_valued("value").c.value
        return select(func.json_extract(pair, "$[0]"), func.json_extract(pair, "$[1]")).where(pair.is_not(None))
    skus, counts = cast([*minors], ARRAY(String)), cast([*minors.values()], ARRAY(BigInteger))
    given = func.unnest(skus, counts).table_valued("sku", "minor", name="given").render_derived()
    return select(given.c.sku, given.c.minor)
