"""Makes the shop's tables and fills the shelves, the first time the shop starts."""

from __future__ import annotations

import sqlite3
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from werkzeug.security import generate_password_hash

from examples.shop import catalogue, customers, orders
from examples.shop.database import connect, transaction
from examples.shop.language import LANGUAGES

SHELVES = Path(__file__).with_name("shelves")


class Trial(NamedTuple):
    """A customer for those who try the shop; in debug the sign-in page tells her password."""

    email: str
    name: str
    password: str


ADA = Trial("ada@example.com", "Ada", "tea")


def prepare(database: Path) -> None:
    """Does nothing where nothing is to be done; a process that starts meanwhile waits, then finds it done."""
    database.parent.mkdir(parents=True, exist_ok=True)
    db = connect(database)
    try:
        with transaction(db):
            for table in (*catalogue.TABLES, *customers.TABLES, *orders.TABLES):
                db.execute(table)
            if db.execute("SELECT 1 FROM products").fetchone() is None:
                _fill(db)
    finally:
        db.close()


def read_shelves() -> list[dict[str, Any]]:
    """Every product as its category's TOML file tells it, in the order of the files."""
    return [
        {"category": category, **product}
        for category in catalogue.CATEGORIES
        for product in tomllib.loads((SHELVES / f"{category}.toml").read_text(encoding="utf-8"))["product"]
    ]


def _fill(db: sqlite3.Connection) -> None:
    for position, product in enumerate(read_shelves()):
        db.execute(
            "INSERT INTO products"
            " (sku, position, category, pence, picture, palette, emblem, stock, grams, is_pick) VALUES"
            " (:sku, :position, :category, :pence, :picture, :palette, :emblem, :stock, :grams, :is_pick)",
            {"emblem": "leaf", "is_pick": False, "position": position, **product},
        )
        db.executemany(
            "INSERT INTO product_texts (sku, language, name, description) VALUES (?, ?, ?, ?)",
            [
                (product["sku"], language, product[language]["name"], product[language]["description"])
                for language in LANGUAGES
                if language in product
            ],
        )
    # Her password is known to everybody, so that the cheapest hash is good enough.
    customers.add(db, ADA.email, ADA.name, generate_password_hash(ADA.password, "pbkdf2:sha256:1000"))
