"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# What makes the ledger append-only, by dialect, in order.
APPEND_ONLY = {
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


def upgrade() -> None:
    op.create_table(
        "storefront_events",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_storefront_events"),
    )
    op.create_table(
        "storefront_ledger_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("customer_id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("source_kind", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.String(length=200), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_storefront_ledger_entries"),
        sa.UniqueConstraint(
            "source_kind", "source_id", "rule", name="uq_storefront_ledger_entries_source_kind_source_id_rule"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_storefront_ledger_entries_customer_id", "storefront_ledger_entries", ["customer_id"], unique=False
    )

    op.create_table(
        "storefront_orders",
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("quote_id", sa.String(length=40), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("cart_owner", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("consents", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("reference", name="pk_storefront_orders"),
        sa.UniqueConstraint("quote_id", name="uq_storefront_orders_quote_id"),
    )
    op.create_index("ix_storefront_orders_cart_owner", "storefront_orders", ["cart_owner"], unique=False)
    op.create_index("ix_storefront_orders_owner", "storefront_orders", ["owner"], unique=False)

    op.create_table(
        "storefront_prompts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("owner", sa.String(length=220), nullable=False),
        sa.Column("customer_id", sa.String(length=200), nullable=True),
        sa.Column("locale", sa.String(length=35), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_storefront_prompts"),
        sa.UniqueConstraint("stage", "subject", name="uq_storefront_prompts_stage_subject"),
    )
    op.create_index("ix_storefront_prompts_issued_at", "storefront_prompts", ["issued_at"], unique=False)
    op.create_index("ix_storefront_prompts_owner_issued_at", "storefront_prompts", ["owner", "issued_at"], unique=False)

    op.create_table(
        "storefront_provider_events",
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=100), nullable=False),
        sa.Column("payment_id", sa.String(length=200), nullable=True),
        sa.Column("attempt_id", sa.String(length=200), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("processed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("provider", "id", name="pk_storefront_provider_events"),
    )
    op.create_table(
        "storefront_quotes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_storefront_quotes"),
    )
    op.create_table(
        "storefront_sandbox_events",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("intent_id", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_storefront_sandbox_events"),
        sa.UniqueConstraint("id", name="uq_storefront_sandbox_events_id"),
    )
    op.create_index("ix_storefront_sandbox_events_intent_id", "storefront_sandbox_events", ["intent_id"], unique=False)

    op.create_table(
        "storefront_sandbox_intents",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("metadata", sa.JSON(), nullable=False),
        sa.Column("payment_method", sa.String(length=64), nullable=True),
        sa.Column("return_url", sa.Text(), nullable=True),
        sa.Column("failure", sa.String(length=64), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancellation_reason", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_storefront_sandbox_intents"),
    )
    op.create_index(
        "ix_storefront_sandbox_intents_created_at", "storefront_sandbox_intents", ["created_at"], unique=False
    )

    op.create_table(
        "storefront_sandbox_keys",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_storefront_sandbox_keys"),
    )
    op.create_table(
        "storefront_attempts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("order_reference", sa.String(length=20), nullable=False),
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("is_live", sa.Boolean(), nullable=False),
        sa.Column("cart_owner", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("instrument", sa.String(length=200), nullable=False),
        sa.Column("return_url", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.String(length=200), nullable=True),
        sa.Column("next_url", sa.Text(), nullable=True),
        sa.Column("decline", sa.String(length=100), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_reference"], ["storefront_orders.reference"], name="fk_storefront_attempts_order_reference"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_storefront_attempts"),
        sa.UniqueConstraint("payment_id", name="uq_storefront_attempts_payment_id"),
    )
    op.create_index("ix_storefront_attempts_order_reference", "storefront_attempts", ["order_reference"], unique=False)
    op.create_index(
        "uq_storefront_attempts_one_cart",
        "storefront_attempts",
        ["cart_owner"],
        unique=True,
        sqlite_where=sa.text("state IN ('asking', 'open', 'action', 'processing', 'authorised')"),
        postgresql_where=sa.text("state IN ('asking', 'open', 'action', 'processing', 'authorised')"),
    )
    op.create_index(
        "uq_storefront_attempts_one_live",
        "storefront_attempts",
        ["order_reference"],
        unique=True,
        sqlite_where=sa.text("state IN ('asking', 'open', 'action', 'processing', 'authorised', 'paid')"),
        postgresql_where=sa.text("state IN ('asking', 'open', 'action', 'processing', 'authorised', 'paid')"),
    )

    op.create_table(
        "storefront_effects",
        sa.Column("order_reference", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_reference"], ["storefront_orders.reference"], name="fk_storefront_effects_order_reference"
        ),
        sa.PrimaryKeyConstraint("order_reference", "kind", name="pk_storefront_effects"),
    )
    op.create_table(
        "storefront_outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.String(length=200), nullable=False),
        sa.Column("reaction", sa.String(length=80), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["storefront_events.id"], name="fk_storefront_outbox_event_id"),
        sa.PrimaryKeyConstraint("id", name="pk_storefront_outbox"),
        sa.UniqueConstraint("event_id", "reaction", name="uq_storefront_outbox_event_id_reaction"),
    )
    op.create_index(
        "ix_storefront_outbox_open",
        "storefront_outbox",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )

    op.create_table(
        "storefront_responses",
        sa.Column("prompt_id", sa.String(length=40), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("locale", sa.String(length=35), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("commented_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("score BETWEEN 0 AND 10", name="ck_storefront_responses_score"),
        sa.ForeignKeyConstraint(["prompt_id"], ["storefront_prompts.id"], name="fk_storefront_responses_prompt_id"),
        sa.PrimaryKeyConstraint("prompt_id", name="pk_storefront_responses"),
    )
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
