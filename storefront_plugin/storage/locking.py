"""A lock by a name, for what no single row stands for."""

from __future__ import annotations

from sqlalchemy import Connection, String, bindparam, func, select

from storefront_plugin.storage.prepared import Prepared

_LOCK = Prepared(select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name", type_=String), 0))))


def lock_name(db: Connection, name: str) -> None:
    """Until this transaction ends, whoever else locks that name waits.

    SQLite needs no such lock: there a write transaction has the database to itself.
    """
    if db.dialect.name == "postgresql":
        _LOCK.rows(db, {"name": f"storefront:{name}"})
