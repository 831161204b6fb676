"""What the sandbox remembers. None of it is ever money."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Integer, String, Table, Text

from storefront_plugin.storage import UtcMoment, metadata

intents = Table(
    "storefront_sandbox_intents",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("created_at", UtcMoment, nullable=False, index=True),
    Column("amount", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("status", String(32), nullable=False),
    Column("metadata", JSON, nullable=False),
    Column("payment_method", String(64)),
    Column("return_url", Text),
    Column("failure", String(64)),
    Column("cancelled_at", UtcMoment),
    Column("cancellation_reason", String(32)),
    Column("is_captured_later", Boolean),
    # None where all of it was.
    Column("captured_amount", BigInteger),
)

refunds = Table(
    "storefront_sandbox_refunds",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("intent_id", String(64), nullable=False, index=True),
    Column("amount", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("created_at", UtcMoment, nullable=False),
    Column("status", String(32), nullable=False),
    Column("metadata", JSON, nullable=False),
)

disputes = Table(
    "storefront_sandbox_disputes",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("intent_id", String(64), nullable=False, index=True),
    Column("amount", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("created_at", UtcMoment, nullable=False),
    Column("status", String(32), nullable=False),
)

# An answer is empty only within the transaction that is working it out.
keys = Table(
    "storefront_sandbox_keys",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("created_at", UtcMoment, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("status", Integer),
    Column("body", Text),
)

events = Table(
    "storefront_sandbox_events",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("created_at", UtcMoment, nullable=False),
    Column("kind", String(64), nullable=False),
    Column("intent_id", String(64), nullable=False, index=True),
    Column("body", Text, nullable=False),
    # How often a notification of it was sent; none was before somebody says so.
    Column("sent_count", Integer),
)
