"""Quotes as promised, rates as fetched, price lists as imported, and what everything cost when."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from storefront_plugin.storage import ROW_NUMBER, UtcMoment, metadata

quotes = Table(
    "storefront_quotes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    # The whole Quote; the columns around it are for queries, and never read back into one.
    Column("snapshot", JSON, nullable=False),
    Column("made_at", UtcMoment, nullable=False),
    Column("valid_until", UtcMoment, nullable=False, index=True),
)

# Only added to, but for `held`, which the merchant changes: one source's newest table in effect is in force.
rate_tables = Table(
    "storefront_rate_tables",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True),
    Column("source", String(60), nullable=False),
    Column("base", String(3), nullable=False),
    Column("as_of", Date, nullable=False),
    # By code, as text: {"USD": "1.1403"}.
    Column("rates", JSON, nullable=False),
    Column("own", String(3), nullable=False),
    # From the own currency, by code: {"USD": ["1.3676", "2026-11-20"]}.
    Column("standing", JSON, nullable=False),
    Column("fetched_at", UtcMoment, nullable=False),
    Column("effective_at", UtcMoment, nullable=False),
    Column("held", String(20)),
    Index("ix_storefront_rate_tables_source_as_of", "source", "as_of"),
)

# An import makes a new row of the same name in place of the old one: what stands under an id never changes.
price_lists = Table(
    "storefront_price_lists",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("market", String, nullable=False),
    # The market's at the import, which the minor units below count in.
    Column("currency", String(3), nullable=False),
    Column("audience", String(100), nullable=False),
    Column("starts_at", UtcMoment),
    Column("ends_at", UtcMoment),
    Column("is_sale", Boolean, nullable=False),
    Column("price_count", Integer, nullable=False),
    Column("imported_at", UtcMoment, nullable=False),
    UniqueConstraint("name"),
    # No id comes again, or one list would be taken for another.
    sqlite_autoincrement=True,
)

list_prices = Table(
    "storefront_list_prices",
    metadata,
    Column("list_id", ROW_NUMBER, ForeignKey(price_lists.c.id), primary_key=True, autoincrement=False),
    Column("sku", String, primary_key=True),
    Column("minor", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# What everybody was asked for a product from a moment on, until its next row. Only added to, and only when it changes.
price_history = Table(
    "storefront_price_history",
    metadata,
    Column("market", String, primary_key=True),
    Column("sku", String, primary_key=True),
    Column("from_at", UtcMoment, primary_key=True),
    Column("minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    sqlite_with_rowid=False,
)

# One row for each time that somebody looked at all prices: a price without a new row has stayed, or nobody looked.
price_recordings = Table(
    "storefront_price_recordings",
    metadata,
    Column("recorded_at", UtcMoment, primary_key=True),
    Column("product_count", Integer, nullable=False),
    Column("change_count", Integer, nullable=False),
)
