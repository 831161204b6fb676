"""The ledger's one table, which the database itself lets nobody change."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, String, Table, UniqueConstraint

from storefront_plugin.storage import ROW_NUMBER, UtcMoment, append_only, metadata

ledger_entries = Table(
    "storefront_ledger_entries",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True),
    Column("customer_id", String(200), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("points", BigInteger, nullable=False),
    Column("source_kind", String(40), nullable=False),
    Column("source_id", String(200), nullable=False),
    Column("rule", String(40), nullable=False),
    Column("occurred_at", UtcMoment, nullable=False),
    Column("recorded_at", UtcMoment, nullable=False),
    Column("expires_at", UtcMoment),
    # The entry that a reversal undoes.
    Column("of_id", BigInteger().with_variant(Integer(), "sqlite")),
    # One source accrues once for each rule.
    UniqueConstraint("source_kind", "source_id", "rule"),
    # A number is never given twice, so that pages of entries stay pages.
    sqlite_autoincrement=True,
)

append_only(ledger_entries, "the ledger is only ever added to")
