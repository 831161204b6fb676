"""Prepared statements do what SQLAlchemy's own do."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from storefront_plugin.errors import DatabaseNotReady
from storefront_plugin.storage import Prepared, UtcMoment, insert_new

MOMENT = datetime(2026, 11, 21, 12, 30, 15, 123456, tzinfo=UTC)
ROWS = [
    {"name": "a", "is_live": True, "at": MOMENT, "day": date(2026, 11, 21), "note": None},
    {"name": "b", "is_live": False, "at": MOMENT.astimezone(timezone(timedelta(hours=9))), "day": None, "note": "茶"},
    {"name": "'; --", "is_live": True, "at": None, "day": None, "note": "50 % ? :name %(name)s"},
]

things = Table(
    "things",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", String(40), unique=True),
    Column("is_live", Boolean, nullable=False),
    Column("at", UtcMoment),
    Column("day", Date),
    Column("note", Text),
)
ADD = Prepared(insert(things).inline(), [*ROWS[0]])
NAMED = select(things).where(things.c.name == bindparam("called"))


@pytest.fixture
def kept(database):
    with database.write() as db:
        things.create(db)
    return database


def test_what_is_written_is_what_sqlalchemy_writes(kept):
    with kept.write() as db:
        for row in ROWS:
            assert ADD.change(db, row) == 1
        ours = db.execute(select(things).order_by(things.c.id)).all()
        db.execute(things.delete())
        db.execute(insert(things), ROWS)
        theirs = db.execute(select(things).order_by(things.c.id)).all()

    assert [row[1:] for row in ours] == [row[1:] for row in theirs]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_what_is_read_is_what_sqlalchemy_reads(kept, row):
    with kept.write() as db:
        ADD.change_all(db, ROWS)
        [ours] = Prepared(NAMED.with_for_update()).rows(db, {"called": row["name"]})
        theirs = db.execute(NAMED, {"called": row["name"]}).one()

        assert ours == tuple(theirs)
        assert ours._asdict() == dict(theirs._mapping)


def test_a_statement_keeps_the_values_that_it_was_made_with(kept):
    end = Prepared(
        update(things).where(things.c.name == bindparam("called"), things.c.is_live == True).values(note="over")  # noqa: E712
    )
    with kept.write() as db:
        ADD.change_all(db, ROWS)
        changed = [end.change(db, {"called": name}) for name in ("a", "b", "nobody")]

        assert changed == [1, 0, 0]
        assert db.scalar(select(func.count()).where(things.c.note == "over")) == 1


def add_and_fail(db, row):
    ADD.change(db, row)
    raise ZeroDivisionError


def test_it_is_part_of_the_transaction(kept):
    with pytest.raises(ZeroDivisionError), kept.write() as db:
        add_and_fail(db, ROWS[0])
    with kept.write() as db:
        with pytest.raises(ZeroDivisionError), db.begin_nested():
            add_and_fail(db, ROWS[1])
        ADD.change(db, ROWS[2])

        assert db.scalars(select(things.c.name)).all() == [ROWS[2]["name"]]


def test_faults_are_those_of_sqlalchemy_and_say_no_value(kept):
    with kept.write() as db:
        ADD.change(db, ROWS[0])
        with pytest.raises(IntegrityError) as fault, db.begin_nested():
            ADD.change(db, {**ROWS[0], "note": "a secret"})

    assert "a secret" not in str(fault.value)


class Lent:
    """A connection that remembers which of its cursors are still open."""

    def __init__(self, db):
        self.dialect, self.connection, self._cursor, self.open = db.dialect, self, db.connection.cursor, []

    def cursor(self):
        return LentCursor(self._cursor(), self.open)


class LentCursor:
    def __init__(self, cursor, cursors):
        self._cursor, self._cursors = cursor, cursors
        cursors.append(self)

    def __getattr__(self, name):
        return getattr(self._cursor, name)

    def close(self):
        self._cursor.close()
        self._cursors.remove(self)


def test_no_cursor_stays_open(kept):
    with kept.write() as db:
        lent = Lent(db)
        ADD.change(lent, ROWS[0])
        ADD.change_all(lent, ROWS[1:])
        Prepared(NAMED).rows(lent, {"called": "a"})
        with pytest.raises(IntegrityError), db.begin_nested():
            ADD.change(lent, ROWS[0])

    assert lent.open == []


def test_a_missing_table_is_a_database_that_is_not_ready(database):
    with pytest.raises(DatabaseNotReady) as fault, database.write() as db:
        ADD.change(db, ROWS[0])

    assert isinstance(fault.value.__cause__, (OperationalError, ProgrammingError))


def test_a_moment_without_its_zone_is_refused(kept):
    with pytest.raises(ValueError, match="time zone"), kept.write() as db:
        ADD.change(db, {**ROWS[0], "at": MOMENT.replace(tzinfo=None)})


def test_a_list_of_values_cannot_be_prepared(kept):
    listed = Prepared(select(things).where(things.c.name.in_(["a", "b"])))

    with pytest.raises(ValueError, match="list of values"), kept.write() as db:
        listed.rows(db, {})


def test_a_row_that_is_there_already_is_told(kept):
    with kept.write() as db:
        assert [insert_new(db, things, row) for row in (*ROWS, ROWS[0], {**ROWS[1], "note": "other"})] == [
            True,
            True,
            True,
            False,
            False,
        ]
