"""A row that may be there already: both databases say ON CONFLICT DO NOTHING, each through its own dialect."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from storefront_plugin.storage.prepared import Prepared


def insert_new(db: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert the row unless one of its unique keys is taken; whether it was inserted.

    Where another transaction is about to take that key, this waits for its outcome.
    """
    return _insert(db.dialect.name, table, tuple(row)).change(db, row) == 1


@cache
def _insert(dialect: str, table: Table, columns: tuple[str, ...]) -> Prepared:
    insert = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    # Inline: a row's number is not asked back.
    return Prepared(insert.on_conflict_do_nothing().inline(), columns)
