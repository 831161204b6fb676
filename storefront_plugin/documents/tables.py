"""Documents, which the database itself lets nobody change, and the last number of each series."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text, UniqueConstraint

from storefront_plugin.storage import UtcMoment, append_only, metadata

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

append_only(documents, "documents are only ever added to")
