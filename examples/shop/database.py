"""The shop's SQLite file: one connection for each application context, and honest transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from flask import current_app, g

BUSY_TIMEOUT_SECONDS = 10


def connect(path: str | Path) -> sqlite3.Connection:
    """A connection that begins no transaction by itself and reads rows by column name."""
    db = sqlite3.connect(path, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA foreign_keys = ON")
    return db


def connection() -> sqlite3.Connection:
    """The connection of this application context, opened when first asked for."""
    if "shop_database" not in g:
        g.shop_database = connect(current_app.config["SHOP_DATABASE"])
    return cast(sqlite3.Connection, g.shop_database)


def close_connection(_fault: BaseException | None = None) -> None:
    """Goes to `teardown_appcontext`."""
    if db := g.pop("shop_database", None):
        db.close()


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """All of it or nothing; the write lock is taken at once, so that what is read stays true."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield db
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
