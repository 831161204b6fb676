"""A row that may be there already: both databases say ON CONFLICT DO NOTHING, each through its own dialect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(db: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert the row unless one of its unique keys is taken; whether it was inserted.

    Where another transaction is about to take that key, this waits for its outcome.
    """
    dialect = sqlite if db.dialect.name == "sqlite" else postgresql
    # The row goes beside the statement, not into it: to look at each value once more takes longer than the insert.
    statement = dialect.insert(table).on_conflict_do_nothing()
    # SQLAlchemy does not ask the driver how many rows an INSERT made unless told to.
    return db.execute(statement, dict(row), execution_options={"preserve_rowcount": True}).rowcount == 1
