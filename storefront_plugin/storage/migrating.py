"""Bringing the database's tables up to date: one history for all of them, Alembic's, inside the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from storefront_plugin.storage.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

VERSION_TABLE = "storefront_alembic_version"
# Any number that nobody else locks: the letters "stor" as a number.
_LOCK = 0x73746F72


def upgrade(database: Database) -> tuple[str | None, str]:
    """Bring all tables to the newest version; answers the versions before and after. Safe to run by several at once."""
    from alembic import command

    with database.write() as db:
        if not database.is_sqlite:
            # The transaction's own lock: the second runner waits, however long, and then finds nothing to do.
            db.execute(text("SET LOCAL lock_timeout = 0"))
            db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        before = _current(db)
        command.upgrade(_config(db), "head")
        return before, newest()


def current(database: Database) -> str | None:
    """The version of the tables as they stand; None before the first upgrade."""
    with database.read() as db:
        return _current(db)


def newest() -> str:
    """The version that this package's code wants."""
    from alembic.script import ScriptDirectory

    return str(ScriptDirectory.from_config(_config(None)).get_current_head())


def _current(db: Connection) -> str | None:
    if not inspect(db).has_table(VERSION_TABLE):
        return None
    version = db.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608 (a constant)
    return None if version is None else str(version)


def _config(db: Connection | None) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "storefront_plugin:migrations")
    config.attributes["connection"] = db
    return config
