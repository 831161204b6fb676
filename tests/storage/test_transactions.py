"""read() sees one moment, write() changes all or nothing, and what waits for the commit runs only after it."""

import logging
import socket
import sqlite3
import threading
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.exc import IntegrityError, StatementError

from storefront_plugin.errors import DatabaseNotReady
from storefront_plugin.storage import Database, UtcMoment, after_commit
from storefront_plugin.storage.database import CONNECT_SECONDS

metadata = MetaData()
counters = Table("counters", metadata, Column("name", String(50), primary_key=True), Column("count", Integer))
happenings = Table("happenings", metadata, Column("id", Integer, primary_key=True), Column("at", UtcMoment))


@pytest.fixture
def database(database_url):
    made = Database(database_url)
    with made.write() as db:
        metadata.create_all(db)
        db.execute(insert(counters).values(name="tea", count=0))
    yield made
    made.engine.dispose()


def write_and_fail(database, *statements):
    """Statements of one transaction, which then fails."""
    with database.write() as db:
        for statement in statements:
            db.execute(statement)
        raise ZeroDivisionError


def count_of(database, name="tea"):
    with database.read() as db:
        return db.scalar(select(counters.c.count).where(counters.c.name == name))


# All or nothing


def test_what_is_written_is_there_afterwards(database):
    with database.write() as db:
        db.execute(update(counters).values(count=5))

    assert count_of(database) == 5


def test_an_error_takes_the_whole_transaction_back(database):
    with pytest.raises(ZeroDivisionError):
        write_and_fail(database, update(counters).values(count=5), insert(counters).values(name="pot", count=1))

    assert (count_of(database), count_of(database, "pot")) == (0, None)


def test_an_error_of_the_database_takes_it_back_as_well(database):
    with pytest.raises(IntegrityError):
        write_and_fail(database, update(counters).values(count=5), insert(counters).values(name="tea", count=1))

    assert count_of(database) == 0


def test_tables_made_in_a_transaction_that_fails_are_not_there(database):
    with pytest.raises(ZeroDivisionError):
        write_and_fail(database, text("CREATE TABLE half_made (id INTEGER)"))

    with pytest.raises(DatabaseNotReady), database.read() as db:
        db.execute(text("SELECT * FROM half_made"))


def test_a_savepoint_can_fail_alone(database):
    with database.write() as db:
        db.execute(update(counters).values(count=5))
        with pytest.raises(IntegrityError), db.begin_nested():
            db.execute(insert(counters).values([{"name": "pot", "count": 1}, {"name": "tea", "count": 1}]))

    assert (count_of(database), count_of(database, "pot")) == (5, None)


def test_a_reader_sees_one_moment_while_another_writes(database):
    if not database.is_sqlite:
        pytest.skip("PostgreSQL reads each statement anew (READ COMMITTED)")

    with database.read() as reader:
        before = reader.scalar(select(counters.c.count))
        with database.write() as db:
            db.execute(update(counters).values(count=5))
        during = reader.scalar(select(counters.c.count))

    assert (before, during, count_of(database)) == (0, 0, 5)


# At once


def test_sixteen_threads_lose_no_increment(database):
    faults = []
    start = threading.Barrier(16)

    def work():
        start.wait()
        try:
            for _ in range(10):
                with database.write() as db:
                    # Read first: a transaction that begins deferred cannot be upgraded, and fails as locked.
                    count = db.scalar(select(counters.c.count).with_for_update())
                    db.execute(update(counters).values(count=count + 1))
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert faults == []
    assert count_of(database) == 160


def test_a_writer_on_sqlite_begins_immediate_and_a_reader_does_not(tmp_path, caplog):
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    begun = []
    with database.engine.connect() as db:
        db.connection.dbapi_connection.set_trace_callback(begun.append)

    with database.read() as db:
        db.execute(text("SELECT 1"))
    with database.write() as db:
        db.execute(text("SELECT 2"))

    assert [statement for statement in begun if statement.startswith("BEGIN")] == ["BEGIN", "BEGIN IMMEDIATE"]
    database.engine.dispose()


def test_sqlite_is_set_up_to_be_shared_and_to_keep_its_promises(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite3'}")

    with database.read() as db:
        pragmas = {name: db.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys", "synchronous")}

    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2}
    database.engine.dispose()


def test_a_new_file_that_somebody_else_writes_to_is_waited_for(tmp_path, monkeypatch):
    file = tmp_path / "new.sqlite3"
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    # SQLite itself does not wait here. The other ends while we do.
    waits = []
    monkeypatch.setattr(time, "sleep", lambda seconds: waits.append(seconds) or other.rollback())

    database = Database(f"sqlite:///{file}")
    with database.read() as db:
        mode = db.scalar(text("PRAGMA journal_mode"))

    assert (mode, len(waits)) == ("wal", 1)
    database.engine.dispose()
    other.close()


# After the commit


def test_what_waits_for_the_commit_runs_after_it_in_order(database):
    seen = []

    with database.write() as db:
        db.execute(update(counters).values(count=5))
        after_commit(db, lambda: seen.append(("first", count_of(database))))
        after_commit(db, lambda: seen.append(("second", count_of(database))))
        assert seen == []

    assert seen == [("first", 5), ("second", 5)]


def test_it_never_runs_when_the_transaction_is_taken_back(database):
    seen = []

    def fail():
        with database.write() as db:
            after_commit(db, lambda: seen.append("ran"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.write():
        pass

    assert seen == []


def test_a_call_that_fails_is_logged_and_stops_neither_the_next_nor_the_caller(database, caplog):
    seen = []

    with database.write() as db:
        db.execute(update(counters).values(count=5))
        after_commit(db, lambda: 1 / 0)
        after_commit(db, lambda: seen.append("ran"))

    assert seen == ["ran"]
    assert count_of(database) == 5
    assert [record.message for record in caplog.records] == ["a call after the commit failed"]


def test_it_may_write_itself(database):
    def write_more():
        with database.write() as db:
            db.execute(insert(counters).values(name="pot", count=1))

    with database.write() as db:
        after_commit(db, write_more)

    assert count_of(database, "pot") == 1


def test_only_a_writer_can_wait_for_a_commit(database):
    with database.read() as db, pytest.raises(KeyError):
        after_commit(db, lambda: None)


# A database that is not ready


def test_tables_that_are_missing_are_a_database_that_is_not_ready(database):
    for begin in (database.read, database.write):
        with pytest.raises(DatabaseNotReady), begin() as db:
            db.execute(text("SELECT * FROM nothing"))


@pytest.mark.parametrize("begin", ["read", "write"])
def test_a_server_that_does_not_answer_is_one_too_and_is_logged_without_its_password(begin, caplog):
    database = Database("postgresql://ada:hush@127.0.0.1:1/shop")

    with pytest.raises(DatabaseNotReady), getattr(database, begin)():
        pass

    assert "hush" not in caplog.text
    assert len(caplog.records) == 1


def test_what_was_being_written_is_in_no_log(database, caplog):
    caplog.set_level(logging.DEBUG)

    row = {"email": "ada" + "@example.com"}

    with pytest.raises(DatabaseNotReady), database.write() as db:
        db.execute(text("INSERT INTO nothing VALUES (:email)"), row)

    assert "nothing" in caplog.text
    assert "ada@example.com" not in caplog.text


# Moments

aware = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001 (its zone is drawn)
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)


@given(moment=aware)
@pytest.mark.parametrize("dialect", [sqlite_dialect.dialect(), postgresql.dialect()])
def test_a_moment_comes_back_as_the_same_moment_in_utc(dialect, moment):
    kind = UtcMoment()

    kept = kind.process_bind_param(moment, dialect)
    back = kind.process_result_value(kept, dialect)

    assert back == moment
    assert back.tzinfo is UTC


def test_a_moment_survives_the_database(database):
    moment = datetime(2026, 11, 21, 13, 0, 0, 123456, timezone(timedelta(hours=1)))

    with database.write() as db:
        db.execute(insert(happenings).values(id=1, at=moment))
        db.execute(insert(happenings).values(id=2, at=None))
    with database.read() as db:
        kept = dict(db.execute(select(happenings.c.id, happenings.c.at)).all())

    assert kept == {1: datetime(2026, 11, 21, 12, 0, 0, 123456, UTC), 2: None}


def test_a_moment_without_its_zone_is_refused(database):
    naive = datetime(2026, 11, 21)  # noqa: DTZ001 (on purpose)

    with pytest.raises(StatementError, match="without its time zone"), database.write() as db:
        db.execute(insert(happenings).values(id=1, at=naive))


def test_a_silent_server_holds_a_page_for_seconds_not_minutes():
    """A port that takes the connection and then says nothing, as a server does whose disk is gone."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent_database = Database(f"postgresql+psycopg://ada@127.0.0.1:{silent.getsockname()[1]}/shop")
        begun = time.monotonic()

        with pytest.raises(DatabaseNotReady), silent_database.read():
            pass

    assert time.monotonic() - begun < 2 * CONNECT_SECONDS + 1


def test_a_connection_that_dies_on_the_way_is_a_database_that_is_not_ready(database):
    if database.is_sqlite:
        pytest.skip("a file has no connection that could die")

    with pytest.raises(DatabaseNotReady), database.write() as db:
        db.execute(text("select pg_terminate_backend(pg_backend_pid())"))

    assert count_of(database) == 0
