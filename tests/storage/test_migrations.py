"""The history of the tables leads to what the code says, on each kind of database, and stays out of the host's way."""

from datetime import UTC, date, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, Table, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError

from storefront_plugin.migrations.tables import metadata
from storefront_plugin.storage import Database
from storefront_plugin.storage.migrating import VERSION_TABLE, _config, current, newest, upgrade

LEDGER = "storefront_ledger_entries"


@pytest.fixture
def database(database_url):
    made = Database(database_url)
    yield made
    made.engine.dispose()


@pytest.fixture
def upgraded(database):
    upgrade(database)
    return database


def add_entry(db, *, id, **changed):
    row = {
        "id": id,
        "customer_id": "ada",
        "kind": "accrual",
        "points": 10,
        "source_kind": "order",
        "source_id": f"10{id}",
        "rule": "points_per_spend",
        "occurred_at": "2026-11-21 12:00:00",
        "recorded_at": "2026-11-21 12:00:00",
        **changed,
    }
    db.execute(text(f"INSERT INTO {LEDGER} ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})"), row)  # noqa: S608


def points_of(database):
    with database.read() as db:
        return db.execute(text(f"SELECT id, points FROM {LEDGER} ORDER BY id")).all()  # noqa: S608


def test_an_upgrade_tells_where_it_came_from_and_where_it_is(database):
    assert current(database) is None

    assert upgrade(database) == (None, newest())
    assert upgrade(database) == (newest(), newest())
    assert current(database) == newest()


def test_the_history_leads_to_the_tables_that_the_code_describes(upgraded):
    with upgraded.read() as db:
        options = {"compare_type": True, "compare_server_default": True, "version_table": VERSION_TABLE}
        context = MigrationContext.configure(db, opts=options)

        assert compare_metadata(context, metadata) == []


def test_every_table_index_and_constraint_bears_our_name(upgraded):
    with upgraded.read() as db:
        looking = inspect(db)
        tables = looking.get_table_names()
        indexes = [index["name"] for table in tables for index in looking.get_indexes(table)]

    assert set(tables) == {*metadata.tables, VERSION_TABLE}
    assert all(table.startswith("storefront_") for table in tables)
    assert all("storefront_" in name for name in indexes)


def test_an_upgrade_leaves_the_host_s_tables_in_the_same_database_alone(database):
    with database.write() as db:
        db.execute(text("CREATE TABLE products (id INTEGER PRIMARY KEY, name VARCHAR(20))"))
        db.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        db.execute(text("INSERT INTO products VALUES (1, 'tea')"))
        db.execute(text("INSERT INTO alembic_version VALUES ('of the host')"))

    upgrade(database)

    with database.read() as db:
        assert db.scalar(text("SELECT name FROM products")) == "tea"
        assert db.scalar(text("SELECT version_num FROM alembic_version")) == "of the host"


def test_an_upgrade_that_fails_half_way_leaves_nothing_behind(database, monkeypatch):
    with database.write() as db:
        # The last table of the history is in its way.
        db.execute(text("CREATE TABLE storefront_responses (id INTEGER)"))

    with pytest.raises(Exception, match=r"set up|storefront_responses"):
        upgrade(database)

    with database.read() as db:
        assert inspect(db).get_table_names() == ["storefront_responses"]
    assert current(database) is None


# What older versions left


def older(database, version, rows):
    """The tables of that version, with rows of which only what matters is named."""
    with database.write() as db:
        command.upgrade(_config(db), version)
        for name, row in rows:
            table = Table(name, MetaData(), autoload_with=db)
            filled = {each.name: FILLED[each.type.python_type] for each in table.columns if not each.nullable}
            db.execute(insert(table), {**filled, **row})


FILLED = {str: "x", int: 3000, bool: False, datetime: datetime(2026, 1, 1, tzinfo=UTC), date: date(2026, 1, 1)}


def test_a_payment_of_before_captures_were_kept_was_captured_whole(database):
    states = ("paid", "surplus", "action", "declined")
    orders = [("storefront_orders", {"reference": state, "quote_id": state}) for state in states]
    attempts = [
        ("storefront_attempts", {"id": state, "order_reference": state, "state": state, "payment_id": state})
        for state in states
    ]
    older(database, "0003", orders + attempts)

    upgrade(database)

    with database.read() as db:
        found = db.execute(
            text("SELECT state, captured_minor, ends_at IS NULL FROM storefront_attempts ORDER BY state")
        )
        # What waited without an end of its own is called back by the next sweep.
        assert [tuple(row) for row in found] == [
            ("action", None, False),
            ("declined", None, True),
            ("paid", 3000, True),
            ("surplus", 3000, True),
        ]


# The ledger is only ever added to


def test_entries_can_be_added(upgraded):
    with upgraded.write() as db:
        add_entry(db, id=1)
        add_entry(db, id=2, points=-5)

    assert points_of(upgraded) == [(1, 10), (2, -5)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE storefront_ledger_entries SET points = 1000",
        "UPDATE storefront_ledger_entries SET customer_id = 'eve' WHERE id = 1",
        "DELETE FROM storefront_ledger_entries",
        "DELETE FROM storefront_ledger_entries WHERE id = 1",
        "TRUNCATE storefront_ledger_entries",
    ],
)
def test_entries_can_be_neither_changed_nor_removed(upgraded, statement):
    with upgraded.write() as db:
        add_entry(db, id=1)
    if upgraded.is_sqlite and statement.startswith("TRUNCATE"):
        pytest.skip("SQLite has no TRUNCATE")

    with pytest.raises(DBAPIError, match="the ledger is only ever added to"), upgraded.write() as db:
        db.execute(text(statement))

    assert points_of(upgraded) == [(1, 10)]


def test_an_entry_cannot_be_replaced_under_its_own_id(upgraded):
    with upgraded.write() as db:
        add_entry(db, id=1)
    if not upgraded.is_sqlite:
        pytest.skip("only SQLite has INSERT OR REPLACE")
    replacing = insert(metadata.tables[LEDGER]).from_select(
        metadata.tables[LEDGER].columns, select(metadata.tables[LEDGER])
    )

    with pytest.raises(DBAPIError, match="the ledger is only ever added to"), upgraded.write() as db:
        db.execute(replacing.prefix_with("OR REPLACE"))

    assert points_of(upgraded) == [(1, 10)]


def test_one_source_makes_one_entry_by_each_rule(upgraded):
    with upgraded.write() as db:
        add_entry(db, id=1)

    with pytest.raises(DBAPIError), upgraded.write() as db:
        add_entry(db, id=2, source_id="101")

    assert points_of(upgraded) == [(1, 10)]
