"""What the sandbox captured of a payment, whose account an attempt collects on, how often a dispute was overturned."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("storefront_sandbox_intents", sa.Column("captured_amount", sa.BigInteger(), nullable=True))
    op.add_column("storefront_attempts", sa.Column("account", sa.String(100), nullable=True))
    op.add_column(
        "storefront_disputes",
        sa.Column("overturned_count", sa.Integer(), nullable=False, server_default=sa.text("0")),
    )
    # Before 0003 all of a payment was captured, and an offer had no end of its own.
    op.execute(
        "UPDATE storefront_attempts SET captured_minor = amount_minor "
        "WHERE captured_minor IS NULL AND state IN ('paid', 'surplus')"
    )
    op.execute(
        "UPDATE storefront_attempts SET ends_at = asked_at WHERE ends_at IS NULL AND state IN ('open', 'action')"
    )
