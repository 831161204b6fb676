"""Checkouts through the whole service with the sandbox, and the transaction that records one as paid, against raw SQL.

Raw is the same rows through the driver alone, in one transaction for each checkout, with the same settings: a SQLite
file with fsync on, and PostgreSQL where the tests' own server is reached. A checkout of ours is several transactions,
since nothing may be lost between them; the sandbox's own rows are written in both.
"""

from __future__ import annotations

import argparse
import json
import logging
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from psycopg.types.json import Json
from sqlalchemy import String, Table, func, select

from storefront_plugin import reactions
from storefront_plugin.checkout.attempt import Payments
from storefront_plugin.checkout.holds import Holds
from storefront_plugin.checkout.ports import AttemptState, PaymentReport
from storefront_plugin.checkout.settlement import Settlement
from storefront_plugin.events import OrderPaid
from storefront_plugin.loyalty.service import Loyalty
from storefront_plugin.outbox import Outbox
from storefront_plugin.storage import Database, UtcMoment, metadata
from storefront_plugin.surveys.service import Surveys
from tests.benchmarks.databases import fresh_address, kinds
from tests.checkout.tea_shop import VISA, Shop, mounted

BEGUN_AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
CHECKOUTS = 80
WARM_UP = 5
CLIENTS = (1, 8)
_AFTERWARDS = ("tell_host", "issue_receipt", "issue_invoice", "send_confirmation")
_PAID_ROWS = (("events", "id"), ("outbox", "event_id"), ("ledger_entries", "source_id"), ("prompts", "subject"))


def rows() -> list[dict[str, object]]:
    logging.disable(logging.WARNING)
    try:
        return [row for kind in kinds() for row in (*_whole(kind), _paid(kind))]
    finally:
        logging.disable(logging.NOTSET)


# The whole service ----------------------------------------------------------------------------------------------------


def _whole(kind: str) -> Iterator[dict[str, object]]:
    raw = {}
    for clients in CLIENTS:
        with _shop(kind) as shop:
            _check_out(shop, WARM_UP)
            ours = _check_out(shop, CHECKOUTS, clients)
            raw = raw or _raw_transactions(shop)
        with _shop(kind) as empty:
            floor = _write_raw(empty.database, raw["transactions"], clients)
        yield {
            "page": f"a checkout on {kind}, clients: {clients}",
            **_compared(floor / CHECKOUTS, ours / CHECKOUTS),
            "per_second": round(CHECKOUTS / ours, 1),
            "raw_per_second": round(CHECKOUTS / floor, 1),
        }


def _check_out(shop: Shop, count: int, clients: int = 1) -> float:
    """Seconds for so many quotes, each paid: by as many threads as there are clients."""

    def one(number: int) -> None:
        if clients == 1:
            # Rows can then be told by their moment.
            shop.clock.go(seconds=1)
        quote = shop.quote(owner=f"guest:{number}")
        assert shop.pay(quote, VISA, customer_id=f"customer-{number}").state is AttemptState.PAID

    begun = time.perf_counter()
    with ThreadPoolExecutor(clients) as threads:
        list(threads.map(one, range(count)))
    return time.perf_counter() - begun


def _raw_transactions(shop: Shop) -> dict[str, list[list[tuple[str, tuple[Any, ...]]]]]:
    """What one client's checkouts left behind, as one transaction's statements for each of them."""
    whole = CHECKOUTS + WARM_UP
    transactions: list[list[tuple[str, tuple[Any, ...]]]] = [[] for _ in range(whole)]
    for table in metadata.sorted_tables:
        found = _rows_of(shop.database, table)
        each, odd = divmod(len(found), whole)
        if odd:
            continue
        statement = _insert(shop.database, table.name, [column.name for column in table.columns])
        for number in range(whole):
            transactions[number] += [(statement, row) for row in found[number * each : (number + 1) * each]]
    return {"transactions": transactions[-CHECKOUTS:]}


def _rows_of(database: Database, table: Table) -> list[tuple[Any, ...]]:
    """A table's rows as its driver has them, in the order of their moments."""
    moment = next((column.name for column in table.columns if isinstance(column.type, UtcMoment)), None)
    order = f" ORDER BY {moment}" if moment else ""
    with database.read() as db:
        cursor = db.connection.cursor()
        cursor.execute(f"SELECT {', '.join(column.name for column in table.columns)} FROM {table.name}{order}")  # noqa: S608
        # What psycopg reads as JSON it writes only when told so.
        return [
            tuple(Json(value) if isinstance(value, (dict, list)) else value for value in row)
            for row in cursor.fetchall()
        ]


def _write_raw(database: Database, transactions: Sequence[list[tuple[str, tuple[Any, ...]]]], clients: int) -> float:
    begun = time.perf_counter()
    with ThreadPoolExecutor(clients) as threads:
        list(threads.map(lambda statements: _transact(database, statements), transactions))
    return time.perf_counter() - begun


# The transaction of a paid order --------------------------------------------------------------------------------------


class _Quiet(Outbox):
    """Leaves what comes after the commit to the worker, so that the transaction is measured alone."""

    def _try_at_once(self, *_: object) -> None:
        pass


class _Timed(Database):
    """Counts the seconds of its write transactions, into `seconds`."""

    def __init__(self, database: Database) -> None:
        super().__init__(database.url.render_as_string(hide_password=False))
        self.seconds = 0.0

    @contextmanager
    def write(self) -> Iterator[Any]:
        begun = time.perf_counter()
        with super().write() as db:
            yield db
        self.seconds += time.perf_counter() - begun


def _paid(kind: str) -> dict[str, object]:
    """One order after the other, ours and raw by turns."""
    ours, floor = [], []
    with _shop(kind) as shop, _shop(kind) as bare:
        timed = _Timed(shop.database)
        settlement = _settlement(shop, timed)
        for number in range(CHECKOUTS):
            attempt, report = _about_to_be_paid(shop, number)
            timed.seconds = 0.0
            assert settlement._record(attempt, report).state is AttemptState.PAID
            ours.append(timed.seconds)
            other, _ = _about_to_be_paid(bare, number)
            statements = _paid_raw(shop.database, attempt.order_reference, other.order_reference, other.id)
            begun = time.perf_counter()
            _transact(bare.database, statements)
            floor.append(time.perf_counter() - begun)
        counted = [_count(each.database, name) for each in (shop, bare) for name, _ in _PAID_ROWS]
        assert counted[: len(_PAID_ROWS)] == counted[len(_PAID_ROWS) :], counted
    return {
        "page": f"an order recorded as paid, on {kind}",
        **_compared(statistics.median(floor), statistics.median(ours)),
    }


def _settlement(shop: Shop, database: Database) -> Settlement:
    parts = shop.parts
    within = reactions.within(parts[Loyalty], parts[Surveys])
    after: Mapping[str, Any] = {OrderPaid.kind: dict.fromkeys(_AFTERWARDS, lambda _: None)}
    outbox = _Quiet(database, within, after, shop.clock)
    holds = Holds(database, shop.host, shop.clock)
    return Settlement(
        database=database, payments=parts[Payments], holds=holds, publish=outbox.publish, clock=shop.clock
    )


def _about_to_be_paid(shop: Shop, number: int) -> tuple[Any, PaymentReport]:
    """An attempt whose answer has not come, and what it will say."""
    shop.provider.deaf.add("open")
    attempt = shop.pay(shop.quote(owner=f"guest:{number}"), VISA, customer_id=f"customer-{number}")
    report = PaymentReport(
        payment_id=f"pi_{number}",
        state=AttemptState.PAID,
        amount=attempt.amount,
        captured=attempt.amount,
        is_live=False,
        attempt_id=attempt.id,
        order_reference=attempt.order_reference,
    )
    return attempt, report


def _paid_raw(database: Database, reference: str, other: str, attempt_id: str) -> list[tuple[str, tuple[Any, ...]]]:
    """What was written for one order, as statements for another."""
    mark, now = ("?" if database.is_sqlite else "%s"), BEGUN_AT.strftime("%Y-%m-%d %H:%M:%S.%f")
    statements: list[tuple[str, tuple[Any, ...]]] = [
        (
            f"UPDATE storefront_attempts SET state = {mark}, payment_id = {mark}, settled_at = {mark}, "  # noqa: S608
            f"next_check_at = NULL, captured_minor = amount_minor WHERE id = {mark} AND state = {mark}",
            ("paid", f"pi_{attempt_id}", now, attempt_id, "asking"),
        ),
        (
            f"UPDATE storefront_orders SET state = {mark}, placed_at = {mark}, placed_on = {mark} "  # noqa: S608
            f"WHERE reference = {mark}",
            ("placed", now, now[:10], other),
        ),
    ]
    with database.read() as db:
        for name, key in _PAID_ROWS:
            table = metadata.tables[f"storefront_{name}"]
            names = [column.name for column in table.columns if column.name != "id" or isinstance(column.type, String)]
            cursor = db.connection.cursor()
            asked = f"SELECT {', '.join(names)} FROM {table.name} WHERE {key} LIKE {mark}"  # noqa: S608
            cursor.execute(asked, (f"%{reference}",))
            for row in cursor.fetchall():
                told = tuple(value.replace(reference, other) if isinstance(value, str) else value for value in row)
                statements.append((_insert(database, table.name, names), told))
    return statements


# Both -----------------------------------------------------------------------------------------------------------------


@contextmanager
def _shop(kind: str) -> Iterator[Shop]:
    with fresh_address(kind) as address:
        shop = mounted(address, BEGUN_AT)
        try:
            yield shop
        finally:
            shop.database.engine.dispose()


def _insert(database: Database, name: str, columns: Sequence[str]) -> str:
    mark = "?" if database.is_sqlite else "%s"
    return f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({', '.join([mark] * len(columns))})"  # noqa: S608


def _transact(database: Database, statements: Sequence[tuple[str, tuple[Any, ...]]]) -> None:
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        if database.is_sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        for statement, values in statements:
            cursor.execute(statement, values)
        cursor.execute("COMMIT") if database.is_sqlite else connection.commit()
    finally:
        connection.close()


def _count(database: Database, name: str) -> int:
    with database.read() as db:
        return db.scalar(select(func.count()).select_from(metadata.tables[f"storefront_{name}"])) or 0


def _compared(floor: float, ours: float) -> dict[str, object]:
    return {
        "floor_us": round(floor * 1e6, 1),
        "ours_us": round(ours * 1e6, 1),
        "ratio": round(ours / floor, 3),
        "share_of_raw": round(floor / ours, 3),
    }


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    print(json.dumps(rows(), indent=2))


if __name__ == "__main__":
    main()
