"""What checkout keeps beyond orders and attempts: refunds, disputes, sums of sales, answers to requests that repeat."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


# What makes documents append-only, by dialect, in order.
DOCUMENTS_APPEND_ONLY = {
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


def upgrade() -> None:
    _orders()
    _attempts()
    _provider_events()
    _holds()
    _refunds()
    _ledger()
    _transfers()
    _sandbox()
    _idempotency()
    _documents()


def _orders() -> None:
    op.add_column("storefront_orders", sa.Column("market", sa.String(), nullable=True))
    op.add_column("storefront_orders", sa.Column("currency", sa.String(length=3), nullable=True))
    op.add_column("storefront_orders", sa.Column("total_minor", sa.BigInteger(), nullable=True))
    op.add_column("storefront_orders", sa.Column("own_minor", sa.BigInteger(), nullable=True))
    op.add_column("storefront_orders", sa.Column("own_currency", sa.String(length=3), nullable=True))
    op.add_column("storefront_orders", sa.Column("placed_on", sa.Date(), nullable=True))
    _fill_orders(op.get_bind())
    op.create_index(
        "ix_storefront_orders_list", "storefront_orders", ["made_at", "reference", "market", "currency", "state"]
    )
    op.create_index(
        "ix_storefront_orders_sales",
        "storefront_orders",
        ["placed_on", "market", "currency", "total_minor", "own_currency", "own_minor"],
    )


def _attempts() -> None:
    op.add_column("storefront_attempts", sa.Column("market", sa.String(), nullable=True))
    op.add_column("storefront_attempts", sa.Column("open_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("storefront_attempts", sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("storefront_attempts", sa.Column("next_check_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_storefront_attempts_next_check_at", "storefront_attempts", ["next_check_at"])
    # What was left waiting before there was a sweeper is looked at first.
    op.execute(
        "UPDATE storefront_attempts SET next_check_at = asked_at "
        "WHERE state IN ('asking', 'open', 'action', 'processing', 'authorised')"
    )
    op.add_column("storefront_attempts", sa.Column("captured_minor", sa.BigInteger(), nullable=True))
    op.add_column("storefront_attempts", sa.Column("settled", sa.Text(), nullable=True))
    waiting = sa.text("state IN ('asking', 'processing', 'authorised', 'needs_attention')")
    op.create_index(
        "ix_storefront_attempts_waiting",
        "storefront_attempts",
        ["asked_at"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def _provider_events() -> None:
    op.create_index("ix_storefront_provider_events_payment_id", "storefront_provider_events", ["payment_id"])


def _holds() -> None:
    op.create_table(
        "storefront_holds",
        sa.Column("order_reference", sa.String(length=20), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.Column("release_begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_reference"], ["storefront_orders.reference"], name="fk_storefront_holds_order_reference"
        ),
        sa.PrimaryKeyConstraint("order_reference", name="pk_storefront_holds"),
    )
    op.create_index("ix_storefront_holds_until", "storefront_holds", ["until"])


def _refunds() -> None:
    op.create_table(
        "storefront_refunds",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("order_reference", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.String(length=200), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["storefront_attempts.id"], name="fk_storefront_refunds_attempt_id"),
        sa.PrimaryKeyConstraint("id", name="pk_storefront_refunds"),
        sa.UniqueConstraint("order_reference", "number", name="uq_storefront_refunds_order_reference_number"),
        sa.UniqueConstraint("provider_id", name="uq_storefront_refunds_provider_id"),
    )
    op.create_index("ix_storefront_refunds_attempt_id", "storefront_refunds", ["attempt_id"])
    op.create_table(
        "storefront_disputes",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("attempt_id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reason", sa.String(length=100), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["storefront_attempts.id"], name="fk_storefront_disputes_attempt_id"),
        sa.PrimaryKeyConstraint("id", name="pk_storefront_disputes"),
    )
    op.create_index("ix_storefront_disputes_attempt_id", "storefront_disputes", ["attempt_id"])


def _ledger() -> None:
    op.add_column(
        "storefront_ledger_entries",
        sa.Column("of_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    )


def _transfers() -> None:
    op.create_table(
        "storefront_transfers",
        sa.Column("reference", sa.String(length=25), nullable=False),
        sa.Column("attempt_id", sa.String(length=40), nullable=False),
        sa.Column("order_reference", sa.String(length=20), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("holder", sa.String(length=100), nullable=False),
        sa.Column("iban", sa.String(length=34), nullable=False),
        sa.Column("bic", sa.String(length=11), nullable=False),
        sa.Column("bank", sa.String(length=100), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("received_minor", sa.BigInteger(), nullable=True),
        sa.Column("received_currency", sa.String(length=3), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("reference", name="pk_storefront_transfers"),
        sa.UniqueConstraint("attempt_id", name="uq_storefront_transfers_attempt_id"),
    )
    op.create_index("ix_storefront_transfers_order_reference", "storefront_transfers", ["order_reference"])
    op.create_table(
        "storefront_transfer_refunds",
        sa.Column("refund_id", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=25), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["reference"], ["storefront_transfers.reference"], name="fk_storefront_transfer_refunds_reference"
        ),
        sa.PrimaryKeyConstraint("refund_id", name="pk_storefront_transfer_refunds"),
    )
    op.create_index("ix_storefront_transfer_refunds_reference", "storefront_transfer_refunds", ["reference"])


def _sandbox() -> None:
    op.add_column("storefront_sandbox_intents", sa.Column("is_captured_later", sa.Boolean(), nullable=True))
    op.add_column("storefront_sandbox_events", sa.Column("sent_count", sa.Integer(), nullable=True))
    op.create_table(
        "storefront_sandbox_refunds",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("intent_id", sa.String(length=64), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("metadata", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_storefront_sandbox_refunds"),
        sa.UniqueConstraint("id", name="uq_storefront_sandbox_refunds_id"),
    )
    op.create_index("ix_storefront_sandbox_refunds_intent_id", "storefront_sandbox_refunds", ["intent_id"])
    op.create_table(
        "storefront_sandbox_disputes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("intent_id", sa.String(length=64), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_storefront_sandbox_disputes"),
    )
    op.create_index("ix_storefront_sandbox_disputes_intent_id", "storefront_sandbox_disputes", ["intent_id"])


def _idempotency() -> None:
    op.create_table(
        "storefront_idempotency",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("content_type", sa.String(length=100), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_storefront_idempotency"),
    )
    op.create_index("ix_storefront_idempotency_begun_at", "storefront_idempotency", ["begun_at"])


def _documents() -> None:
    op.create_table(
        "storefront_documents",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("cause", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("seller", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("order_reference", sa.String(length=180), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_storefront_documents"),
        sa.UniqueConstraint("cause", "kind", name="uq_storefront_documents_cause_kind"),
        sa.UniqueConstraint("seller", "kind", "number", name="uq_storefront_documents_seller_kind_number"),
    )
    op.create_index("ix_storefront_documents_issued_at", "storefront_documents", ["issued_at"])
    op.create_index("ix_storefront_documents_order_reference", "storefront_documents", ["order_reference"])
    op.create_table(
        "storefront_document_series",
        sa.Column("seller", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("seller", "kind", "year", name="pk_storefront_document_series"),
    )
    for statement in DOCUMENTS_APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def _fill_orders(db: sa.Connection) -> None:
    """What is bought by now, from its snapshots; an order of another currency stays without a sum in the shop's own."""
    orders = sa.table(
        "storefront_orders",
        *(sa.column(name) for name in "reference snapshot market currency total_minor own_minor own_currency".split()),
        sa.column("placed_at", sa.DateTime(timezone=True)),
        sa.column("placed_on", sa.Date),
    )
    known = sa.select(orders.c.reference, orders.c.snapshot, orders.c.placed_at)
    for row in db.execute(known).all():
        values = _sold(json.loads(row.snapshot), row.placed_at)
        db.execute(sa.update(orders).where(orders.c.reference == row.reference).values(values))


def _sold(order: dict[str, Any], placed_at: datetime | None) -> dict[str, object]:
    total, lines = order["total"], order["lines"]
    is_own = bool(lines) and lines[0]["base_unit"]["currency"] == total["currency"]
    return {
        "market": order["market"],
        "currency": total["currency"],
        "total_minor": total["minor"],
        "own_minor": total["minor"] if is_own else None,
        "own_currency": total["currency"] if is_own else None,
        "placed_on": placed_at and placed_at.replace(tzinfo=placed_at.tzinfo or UTC).astimezone(UTC).date(),
    }
