"""Expired quotes are forgotten in batches, whatever is in use stays."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, literal, select, union_all

from storefront_plugin.pricing.quotes.service import Quotes
from storefront_plugin.pricing.tables import quotes as table

NONE = select(literal("")).where(literal(1) == 0)


@pytest.fixture
def keep(database, now):
    """Keeps so many quotes that expired so many days ago."""

    def kept(count: int, days: int) -> list[str]:
        ids = [f"{days}-{number}" for number in range(count)]
        facts = {"owner": "guest:1", "digest": "", "total_minor": 1, "currency": "EUR", "snapshot": {}}
        until = now - timedelta(days=days)
        with database.write() as db:
            db.execute(insert(table), [{"id": id_, **facts, "made_at": until, "valid_until": until} for id_ in ids])
        return ids

    return kept


def left(database) -> int:
    with database.read() as db:
        return db.scalar(select(func.count()).select_from(table))


def test_what_expired_before_the_moment_is_forgotten(quotes: Quotes, database, keep, now):
    keep(3, days=31)
    keep(2, days=30)
    keep(1, days=-1)

    assert quotes.forget_expired(now - timedelta(days=30), NONE) == 3
    assert left(database) == 3
    assert quotes.forget_expired(now - timedelta(days=30), NONE) == 0


def test_what_is_in_use_stays(quotes: Quotes, database, keep, now):
    ids = keep(5, days=40)
    in_use = union_all(*(select(literal(each)) for each in ids[1:3])).subquery()

    assert quotes.forget_expired(now, select(in_use.c[0])) == 3
    assert left(database) == 2


@pytest.mark.parametrize("count", [500, 1_201])
def test_any_number_of_them_is_forgotten(quotes: Quotes, database, keep, now, count):
    keep(count, days=40)

    assert quotes.forget_expired(now, NONE) == count
    assert left(database) == 0


def test_several_may_forget_at_once(quotes: Quotes, database, keep, now):
    keep(2_000, days=40)
    keep(10, days=-1)

    with ThreadPoolExecutor(4) as pool:
        forgotten = sum(pool.map(lambda _: quotes.forget_expired(now, NONE), range(4)))

    assert forgotten == 2_000
    assert left(database) == 10
