"""Rates as they were fetched, and what else prices are made with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "storefront_rate_tables",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("base", sa.String(length=3), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("rates", sa.JSON(), nullable=False),
        sa.Column("own", sa.String(length=3), nullable=False),
        sa.Column("standing", sa.JSON(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held", sa.String(length=20), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_storefront_rate_tables"),
    )
    op.create_index("ix_storefront_rate_tables_source_as_of", "storefront_rate_tables", ["source", "as_of"])
    op.create_table(
        "storefront_duties",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_storefront_duties"),
    )
    op.create_table(
        "storefront_price_lists",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("market", sa.String(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("audience", sa.String(length=100), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_sale", sa.Boolean(), nullable=False),
        sa.Column("price_count", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_storefront_price_lists"),
        sa.UniqueConstraint("name", name="uq_storefront_price_lists_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "storefront_list_prices",
        sa.Column(
            "list_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["storefront_price_lists.id"], name="fk_storefront_list_prices_list_id"),
        sa.PrimaryKeyConstraint("list_id", "sku", name="pk_storefront_list_prices"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "storefront_price_history",
        sa.Column("market", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.PrimaryKeyConstraint("market", "sku", "from_at", name="pk_storefront_price_history"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "storefront_price_recordings",
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("product_count", sa.Integer(), nullable=False),
        sa.Column("change_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("recorded_at", name="pk_storefront_price_recordings"),
    )
    op.create_index("ix_storefront_quotes_valid_until", "storefront_quotes", ["valid_until"], unique=False)
