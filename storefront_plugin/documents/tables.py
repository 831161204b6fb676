"""Documents, which the database itself lets nobody change, and the last number of each series."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import DDL, Column, Integer, String, Table, Text, UniqueConstraint, event

from storefront_plugin.storage import UtcMoment, metadata

documents = Table(
    "storefront_documents",
    metadata,
    Column("id", String(40), primary_key=True),
    # What it was issued for: one happening has one document of each kind.
    Column("cause", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("seller", String(40), nullable=False),
    Column("number", String(200), nullable=False),
    Column("order_reference", String(180), nullable=False, index=True),
    Column("issued_at", UtcMoment, nullable=False, index=True),
    Column("snapshot", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    UniqueConstraint("cause", "kind"),
    UniqueConstraint("seller", "kind", "number"),
)

# `last` is the number given last. Who takes the next holds the row until the document is stored.
document_series = Table(
    "storefront_document_series",
    metadata,
    Column("seller", String(40), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)

# What makes the table append-only, by dialect, in order; a migration that makes the table runs these after it.
APPEND_ONLY: Mapping[str, tuple[str, ...]] = {
    "sqlite": (
        "CREATE TRIGGER storefront_documents_no_update BEFORE UPDATE ON storefront_documents "
        "BEGIN SELECT RAISE(ABORT, 'documents are only ever added to'); END",
        "CREATE TRIGGER storefront_documents_no_delete BEFORE DELETE ON storefront_documents "
        "BEGIN SELECT RAISE(ABORT, 'documents are only ever added to'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION storefront_documents_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'documents are only ever added to' USING ERRCODE = 'restrict_violation'; END $$",
        "CREATE TRIGGER storefront_documents_append_only "
        "BEFORE UPDATE OR DELETE OR TRUNCATE ON storefront_documents "
        "FOR EACH STATEMENT EXECUTE FUNCTION storefront_documents_refuse()",
    ),
}
# Triggers go with their table, the function does not.
APPEND_ONLY_UNDONE: Mapping[str, tuple[str, ...]] = {
    "sqlite": (),
    "postgresql": ("DROP FUNCTION IF EXISTS storefront_documents_refuse()",),
}

for _moment, _statements in (("after_create", APPEND_ONLY), ("after_drop", APPEND_ONLY_UNDONE)):
    for _dialect, _those in _statements.items():
        for _statement in _those:
            _ddl = DDL(_statement)  # type: ignore[no-untyped-call]
            event.listen(documents, _moment, _ddl.execute_if(dialect=_dialect))
