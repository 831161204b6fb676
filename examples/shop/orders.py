"""Orders that were placed. Amounts are kept as the text that the customer saw, whatever its currency."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from examples.shop.catalogue import take_from_stock
from examples.shop.database import connection, transaction

TABLES = (
    """
    CREATE TABLE IF NOT EXISTS orders (
        reference TEXT PRIMARY KEY,
        customer_id TEXT,
        email TEXT NOT NULL,
        total_text TEXT NOT NULL,
        placed_at TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS order_lines (
        reference TEXT NOT NULL REFERENCES orders (reference),
        position INTEGER NOT NULL,
        sku TEXT NOT NULL,
        name TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        amount_text TEXT NOT NULL,
        PRIMARY KEY (reference, position)
    )
    """,
    "CREATE INDEX IF NOT EXISTS orders_of_customer ON orders (customer_id, placed_at)",
)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """`amount_text` is for the whole line: what the quantity costs together."""

    sku: str
    name: str
    quantity: int
    amount_text: str


@dataclass(frozen=True, slots=True)
class Order:
    reference: str
    customer_id: str | None
    email: str
    total_text: str
    placed_on: date
    lines: tuple[OrderLine, ...]


def record_order(
    reference: str, customer_id: str | None, lines: Iterable[OrderLine], total_text: str, email: str
) -> None:
    """Write the order down and take its lines from stock; told twice of one reference, it does so once."""
    with transaction(connection()) as db:
        if db.execute("SELECT 1 FROM orders WHERE reference = ?", (reference,)).fetchone():
            return
        db.execute(
            "INSERT INTO orders (reference, customer_id, email, total_text, placed_at) VALUES (?, ?, ?, ?, ?)",
            (reference, customer_id, email, total_text, datetime.now(UTC).isoformat()),
        )
        for position, line in enumerate(lines):
            db.execute(
                "INSERT INTO order_lines (reference, position, sku, name, quantity, amount_text)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (reference, position, line.sku, line.name, line.quantity, line.amount_text),
            )
            take_from_stock(db, line.sku, line.quantity)


def order(reference: str) -> Order | None:
    row = connection().execute("SELECT * FROM orders WHERE reference = ?", (reference,)).fetchone()
    return _order(row) if row else None


def orders_of(customer_id: str) -> list[Order]:
    """The newest first."""
    rows = connection().execute("SELECT * FROM orders WHERE customer_id = ? ORDER BY placed_at DESC", (customer_id,))
    return [_order(row) for row in rows.fetchall()]


def new_reference() -> str:
    """Short enough to be read out at the counter, without the letters and digits that look alike."""
    return "WK-" + "".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ23456789") for _ in range(8))


def _order(row: sqlite3.Row) -> Order:
    lines = connection().execute(
        "SELECT sku, name, quantity, amount_text FROM order_lines WHERE reference = ? ORDER BY position",
        (row["reference"],),
    )
    return Order(
        reference=row["reference"],
        customer_id=row["customer_id"],
        email=row["email"],
        total_text=row["total_text"],
        placed_on=datetime.fromisoformat(row["placed_at"]).date(),
        lines=tuple(OrderLine(**line) for line in lines),
    )
