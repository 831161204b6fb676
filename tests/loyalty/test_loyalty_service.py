"""Paid orders earn once, in every currency the same, in a ledger that nobody can change."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DatabaseError

from storefront_plugin.events import OrderPaid
from storefront_plugin.loyalty import EntryKind, Loyalty, Program
from storefront_plugin.loyalty.tables import ledger_entries
from storefront_plugin.storage import Database, metadata

MakePaid = Callable[..., OrderPaid]


def accrue(loyalty: Loyalty, database: Database, event: OrderPaid) -> None:
    with database.write() as db:
        loyalty.accrue(db, event)


def count(database: Database) -> int:
    with database.read() as db:
        return db.execute(select(func.count()).select_from(ledger_entries)).scalar_one()


def test_a_paid_order_earns_for_its_goods_alone(database: Database, loyalty: Loyalty, order_paid: MakePaid) -> None:
    accrue(loyalty, database, order_paid("1042", "40.00", "9.95", shipping="4.00"))

    account = loyalty.account("ada")

    [line] = account.entries
    assert (account.balance, line.entry.kind, line.entry.points) == (49, EntryKind.ACCRUAL, 49)
    assert (line.entry.source.kind, line.entry.source.id) == ("order", "1042")  # type: ignore[union-attr]
    assert line.entry.occurred_at == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert line.entry.expires_at == datetime(2027, 11, 20, 9, tzinfo=UTC)
    assert str(line.reason) == "For your purchase"


def test_one_source_accrues_once(database: Database, loyalty: Loyalty, order_paid: MakePaid) -> None:
    accrue(loyalty, database, order_paid())
    accrue(loyalty, database, order_paid())

    assert (loyalty.account("ada").balance, count(database)) == (49, 1)


@pytest.mark.parametrize("currency", ["GBP", "ZAR", "JPY"])
def test_an_order_earns_the_same_in_every_currency(
    database: Database, loyalty: Loyalty, order_paid: MakePaid, currency: str
) -> None:
    accrue(loyalty, database, order_paid("1042", "100.00", paid_in=currency))

    assert loyalty.account("ada").balance == 100


def test_a_guest_earns_nothing(database: Database, loyalty: Loyalty, order_paid: MakePaid) -> None:
    accrue(loyalty, database, order_paid(customer_id=None))

    assert count(database) == 0


def test_an_order_too_small_leaves_no_entry(database: Database, loyalty: Loyalty, order_paid: MakePaid) -> None:
    accrue(loyalty, database, order_paid("1042", "0.99"))

    assert count(database) == 0


def test_what_has_expired_is_not_in_the_balance(
    database: Database, loyalty: Loyalty, order_paid: MakePaid, clock: Any
) -> None:
    accrue(loyalty, database, order_paid("1042", "30.00"))
    clock.go(days=200)
    accrue(loyalty, database, order_paid("1043", "20.00", at=clock()))

    clock.go(days=200)

    account = loyalty.account("ada")
    assert (account.balance, [lot.left for lot in account.lots], len(account.entries)) == (20, [20], 2)


def test_entries_come_newest_first_page_by_page(database: Database, loyalty: Loyalty, order_paid: MakePaid) -> None:
    for number in range(5):
        accrue(loyalty, database, order_paid(f"{number}"))
    accrue(loyalty, database, order_paid("other", customer_id="bob"))

    pages, cursor = [], None
    for _ in range(3):
        account = loyalty.account("ada", limit=2, cursor=cursor)
        pages.append([line.entry.source.id for line in account.entries if line.entry.source])
        cursor = account.cursor

    assert pages == [["4", "3"], ["2", "1"], ["0"]]
    assert cursor is None
    assert account.balance == 5 * 49


def test_entries_outlive_the_rule_that_made_them(
    database: Database, loyalty: Loyalty, order_paid: MakePaid, clock: Any
) -> None:
    accrue(loyalty, database, order_paid())

    account = Loyalty(database, Program(), clock).account("ada")

    assert (account.balance, str(account.entries[0].reason)) == (49, "Points from an earlier offer")


@pytest.mark.parametrize("change", [update(ledger_entries).values(points=1_000), delete(ledger_entries)])
def test_the_database_refuses_to_change_the_ledger(
    database: Database, loyalty: Loyalty, order_paid: MakePaid, change: Any
) -> None:
    accrue(loyalty, database, order_paid())

    with pytest.raises(DatabaseError, match="only ever added to"), database.engine.begin() as db:
        db.execute(change)

    assert loyalty.account("ada").balance == 49


def test_the_tables_can_be_dropped_and_made_again(database: Database, loyalty: Loyalty, order_paid: MakePaid) -> None:
    accrue(loyalty, database, order_paid())

    with database.write() as db:
        metadata.drop_all(db)
        metadata.create_all(db)

    assert count(database) == 0
