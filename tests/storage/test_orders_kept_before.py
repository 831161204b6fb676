"""An order that was kept before sums were made of columns is counted among them after the upgrade."""

import json

import pytest
from alembic import command
from sqlalchemy import text

from storefront_plugin.storage import Database
from storefront_plugin.storage.migrating import _config, upgrade

BEFORE = "0002"


@pytest.fixture
def database(database_url):
    made = Database(database_url)
    with made.write() as db:
        command.upgrade(_config(db), BEFORE)
    yield made
    made.engine.dispose()


def keep(database, reference, currency, *, placed_at=None):
    snapshot = {
        "market": "de",
        "total": {"minor": 3000, "currency": currency},
        "lines": [{"base_unit": {"minor": 1000, "currency": "GBP"}}],
    }
    row = {
        "reference": reference,
        "quote_id": reference,
        "owner": "guest:ada",
        "state": "placed" if placed_at else "unplaced",
        "snapshot": json.dumps(snapshot),
        "consents": "[]",
        "made_at": "2026-11-20 23:59:00+00:00" if not database.is_sqlite else "2026-11-20 23:59:00.000000",
        "placed_at": placed_at,
    }
    names = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    with database.write() as db:
        db.execute(text(f"INSERT INTO storefront_orders ({names}) VALUES ({values})"), row)  # noqa: S608


def columns_of(database):
    names = "reference, market, currency, total_minor, own_minor, own_currency, placed_on"
    with database.read() as db:
        found = db.execute(text(f"SELECT {names} FROM storefront_orders ORDER BY reference")).all()  # noqa: S608
    return [(*row[:-1], row[-1] and str(row[-1])) for row in found]


def test_what_was_sold_where_is_read_from_the_snapshots(database):
    placed_at = "2026-11-21 00:01:00.000000" if database.is_sqlite else "2026-11-21 00:01:00+00:00"
    keep(database, "A", "GBP", placed_at=placed_at)
    keep(database, "B", "EUR", placed_at=placed_at)
    keep(database, "C", "EUR")

    upgrade(database)

    assert columns_of(database) == [
        ("A", "de", "GBP", 3000, 3000, "GBP", "2026-11-21"),
        # Its rate is not known.
        ("B", "de", "EUR", 3000, None, None, "2026-11-21"),
        ("C", "de", "EUR", 3000, None, None, None),
    ]
