"""What the shop sells.

A product exists in a language when it has a name and a description there; elsewhere it is not shown.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from examples.shop.database import connection

CATEGORIES = ("tea", "pots", "tools", "gifts")
FEW_LEFT = 5

TABLES = (
    """
    CREATE TABLE IF NOT EXISTS products (
        sku TEXT PRIMARY KEY,
        position INTEGER NOT NULL,
        category TEXT NOT NULL,
        pence INTEGER NOT NULL CHECK (pence > 0),
        picture TEXT NOT NULL,
        palette TEXT NOT NULL,
        emblem TEXT NOT NULL,
        stock INTEGER NOT NULL CHECK (stock >= 0),
        grams INTEGER NOT NULL CHECK (grams > 0),
        is_pick INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS product_texts (
        sku TEXT NOT NULL REFERENCES products (sku),
        language TEXT NOT NULL,
        name TEXT NOT NULL,
        description TEXT NOT NULL,
        PRIMARY KEY (sku, language)
    )
    """,
)

_PRODUCTS = """
    SELECT sku, category, pence, stock, grams, language, name, description
    FROM products JOIN product_texts USING (sku)
"""


@dataclass(frozen=True, slots=True)
class Product:
    """One product as told in one language; `pence` includes VAT."""

    sku: str
    category: str
    pence: int
    stock: int
    grams: int
    language: str
    name: str
    description: str

    @property
    def has_few_left(self) -> bool:
        return 0 < self.stock <= FEW_LEFT


@dataclass(frozen=True, slots=True)
class Look:
    """How a product's picture is drawn."""

    picture: str
    palette: str
    emblem: str


def product(sku: str, language: str) -> Product | None:
    """None when we do not sell it, or do not describe it in this language."""
    found = _select("WHERE sku = ? AND language = ?", sku, language)
    return found[0] if found else None


def product_or_english(sku: str, language: str) -> Product | None:
    """For the cart, which keeps its products when the language changes; None when we do not sell it."""
    return product(sku, language) or product(sku, "en")


def products_in(category: str, language: str) -> list[Product]:
    return _select("WHERE category = ? AND language = ? ORDER BY position", category, language)


def picks(language: str) -> list[Product]:
    """The handful that the home page shows."""
    return _select("WHERE is_pick AND language = ? ORDER BY position", language)


def related(to: Product, *, count: int = 4) -> list[Product]:
    """The neighbours on the same shelf, going round at its end."""
    shelf = products_in(to.category, to.language)
    here = shelf.index(to)
    return (shelf[here + 1 :] + shelf[:here])[:count]


def languages_of(sku: str) -> tuple[str, ...]:
    """Empty when we do not sell it."""
    rows = connection().execute("SELECT language FROM product_texts WHERE sku = ? ORDER BY language", (sku,))
    return tuple(row["language"] for row in rows)


def look_of(sku: str) -> Look | None:
    """None when we do not sell it."""
    found = connection().execute("SELECT picture, palette, emblem FROM products WHERE sku = ?", (sku,))
    row = found.fetchone()
    return Look(**row) if row else None


def take_from_stock(db: sqlite3.Connection, sku: str, quantity: int) -> None:
    """Stock stops at nothing rather than refusing a sale: what we do not have is made or bought in."""
    db.execute("UPDATE products SET stock = max(stock - ?, 0) WHERE sku = ?", (quantity, sku))


def _select(condition: str, *values: str) -> list[Product]:
    return [Product(**row) for row in connection().execute(_PRODUCTS + condition, values)]
