"""The ledger's one table, which the database itself lets nobody change."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import DDL, BigInteger, Column, Integer, String, Table, UniqueConstraint, event

from storefront_plugin.storage import ROW_NUMBER, UtcMoment, metadata

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

# What makes the table append-only, by dialect, in order; a migration that makes the table runs these after it.
APPEND_ONLY: Mapping[str, tuple[str, ...]] = {
    "sqlite": (
        "CREATE TRIGGER storefront_ledger_entries_no_update BEFORE UPDATE ON storefront_ledger_entries "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END",
        "CREATE TRIGGER storefront_ledger_entries_no_delete BEFORE DELETE ON storefront_ledger_entries "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION storefront_ledger_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the ledger is only ever added to' USING ERRCODE = 'restrict_violation'; END $$",
        "CREATE TRIGGER storefront_ledger_entries_append_only "
        "BEFORE UPDATE OR DELETE OR TRUNCATE ON storefront_ledger_entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION storefront_ledger_entries_refuse()",
    ),
}
# Triggers go with their table, the function does not.
APPEND_ONLY_UNDONE: Mapping[str, tuple[str, ...]] = {
    "sqlite": (),
    "postgresql": ("DROP FUNCTION IF EXISTS storefront_ledger_entries_refuse()",),
}

for _moment, _statements in (("after_create", APPEND_ONLY), ("after_drop", APPEND_ONLY_UNDONE)):
    for _dialect, _those in _statements.items():
        for _statement in _those:
            _ddl = DDL(_statement)  # type: ignore[no-untyped-call]
            event.listen(ledger_entries, _moment, _ddl.execute_if(dialect=_dialect))
