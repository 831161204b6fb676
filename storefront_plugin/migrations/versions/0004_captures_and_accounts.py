"""How much of a payment of the sandbox was captured, and on whose account an attempt collects."""

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
