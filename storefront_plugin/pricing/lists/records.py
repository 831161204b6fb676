"""Imported price lists as rows. Each function is one step of somebody's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from storefront_plugin.money import Currency
from storefront_plugin.pricing.lists.price_list import PriceList
from storefront_plugin.pricing.lists.price_table import PriceTable
from storefront_plugin.pricing.tables import list_prices, price_lists
from storefront_plugin.storage import lock_name

_ROWS_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class ImportedList:
    """A list as it was imported, without its prices. What stands under an id never changes."""

    id: int
    list: PriceList
    currency: Currency
    price_count: int
    imported_at: datetime


def lock_lists(db: Connection) -> None:
    """Until this transaction ends, nobody else changes a list. Who reads does not wait."""
    lock_name(db, "price_lists")


def imported_lists(db: Connection) -> list[ImportedList]:
    """All of them, by name."""
    return [_imported(row) for row in db.execute(select(price_lists).order_by(price_lists.c.name))]


def prices_of(db: Connection, list_id: int) -> dict[str, int]:
    """Minor units by sku."""
    wanted = select(list_prices.c.sku, list_prices.c.minor).where(list_prices.c.list_id == list_id)
    return {sku: minor for sku, minor in db.execute(wanted)}  # noqa: C416 (dict() would ask a result for its keys)


def table_named(db: Connection, name: str) -> PriceTable | None:
    """The whole list of that name, as it was imported."""
    row = db.execute(select(price_lists).where(price_lists.c.name == name)).one_or_none()
    if row is None:
        return None
    found = _imported(row)
    return PriceTable(found.list, found.currency, prices_of(db, found.id))


def add_table(db: Connection, table: PriceTable, now: datetime) -> None:
    """Keep a list whose name is free."""
    list_ = table.list
    row = {
        "name": list_.name,
        "market": list_.market,
        "currency": table.currency.code,
        "audience": list_.audience,
        "starts_at": list_.starts_at,
        "ends_at": list_.ends_at,
        "is_sale": list_.is_sale,
        "price_count": len(table.prices),
        "imported_at": now,
    }
    list_id = db.execute(insert(price_lists).values(row).returning(price_lists.c.id)).scalar_one()
    for rows in _pieces(table, list_id):
        db.execute(insert(list_prices), rows)


def remove_table(db: Connection, name: str) -> None:
    """Remove the list of that name, where there is one."""
    of_that_name = select(price_lists.c.id).where(price_lists.c.name == name)
    db.execute(delete(list_prices).where(list_prices.c.list_id.in_(of_that_name)))
    db.execute(delete(price_lists).where(price_lists.c.name == name))


def _pieces(table: PriceTable, list_id: int) -> Iterator[list[dict[str, Any]]]:
    rest = iter(table.prices.items())
    while piece := [{"list_id": list_id, "sku": sku, "minor": minor} for sku, minor in islice(rest, _ROWS_AT_ONCE)]:
        yield piece


def _imported(row: Row[Any]) -> ImportedList:
    return ImportedList(
        id=row.id,
        list=PriceList(row.name, row.market, row.audience, row.starts_at, row.ends_at, row.is_sale),
        currency=Currency.of(row.currency),
        price_count=row.price_count,
        imported_at=row.imported_at,
    )
