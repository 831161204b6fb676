"""The table of quotes: what was promised, as it was promised."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, String, Table

from storefront_plugin.storage import UtcMoment, metadata

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
    Column("valid_until", UtcMoment, nullable=False),
)
