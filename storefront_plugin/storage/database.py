"""One database: SQLite in a file by default, PostgreSQL by its address."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.pool import ConnectionPoolEntry

from storefront_plugin.errors import DatabaseNotReady

log = logging.getLogger(__name__)

BUSY_SECONDS = 20
CONNECT_SECONDS = 3
_BETWEEN_TRIES_SECONDS = 0.02
_WRITES = "storefront_writes"
_AFTER_COMMIT = "storefront_after_commit"


class Database:
    """The plug-in's engine, with two ways to begin: `read()` sees one moment, `write()` changes all or nothing."""

    def __init__(self, address: str) -> None:
        self.url: URL = _with_our_driver(make_url(address))
        self.engine: Engine = _engine(self.url)
        self._writing = self.engine.execution_options(**{_WRITES: True})

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection to look with. Raises DatabaseNotReady where the tables are not there."""
        with self._reachable(), self.engine.connect() as db:
            yield db

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: committed at the end, rolled back whole by any error; then what waits for the commit runs.

        Raises DatabaseNotReady where the tables are not there or the database does not answer.
        """
        with self._reachable(), self._writing.connect() as db:
            waiting: list[Callable[[], None]] = []
            db.info[_AFTER_COMMIT] = waiting
            try:
                with db.begin():
                    yield db
            finally:
                # The info dict belongs to the pooled connection: it outlives this transaction, or was lost with it.
                db.info.pop(_AFTER_COMMIT, None)
        for call in waiting:
            try:
                call()
            except Exception:
                # The transaction is committed: what failed here is kept in the outbox, and the worker tries again.
                log.exception("a call after the commit failed")

    @contextmanager
    def _reachable(self) -> Iterator[None]:
        try:
            yield
        except (OperationalError, ProgrammingError) as fault:
            log.exception("the storefront's database does not answer; is it upgraded? (flask storefront db upgrade)")
            raise DatabaseNotReady() from fault


def after_commit(db: Connection, call: Callable[[], None]) -> None:
    """Run this once the transaction of a `write()` is committed; never when it is rolled back."""
    db.info[_AFTER_COMMIT].append(call)


def _with_our_driver(url: URL) -> URL:
    """An address as hosting services give it, postgres://…, is spoken to through psycopg 3."""
    return url.set(drivername="postgresql+psycopg") if url.drivername in ("postgres", "postgresql") else url


def _engine(url: URL) -> Engine:
    # Values are people's addresses and tokens: they are in no log and no traceback.
    if url.get_backend_name() != "sqlite":
        # A server that does not answer must not hold a page of the shop for the two minutes that TCP would wait.
        patience = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_SECONDS}
        engine = create_engine(url, pool_pre_ping=True, connect_args=patience, hide_parameters=True)
        event.listen(engine, "connect", _prepare_postgresql)
        return engine
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_postgresql(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # By itself it waits for ever, while a notification must be answered, if only that it is to be sent again.
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = {round(BUSY_SECONDS * 1000)}")
    cursor.close()
    connection.commit()


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver would begin transactions by itself, deferred, and a deferred one cannot be upgraded under load.
    connection.isolation_level = None
    cursor = connection.cursor()
    _write_ahead(cursor)
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # Else INSERT OR REPLACE would pass by the triggers that keep the ledger append-only.
    cursor.execute("PRAGMA recursive_triggers = ON")
    cursor.close()


def _write_ahead(cursor: DBAPICursor) -> None:
    """Turn a new file to WAL. Of two that turn it at once, SQLite refuses one without waiting for the busy timeout."""
    last = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > last:
                raise
        time.sleep(_BETWEEN_TRIES_SECONDS)


def _begin_sqlite(db: Connection) -> None:
    db.exec_driver_sql("BEGIN IMMEDIATE" if db.get_execution_options().get(_WRITES) else "BEGIN")
