"""Orders, the attempts to collect them, what providers told us, and effects that happen once."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, String, Table, Text, text

from storefront_plugin.checkout.states import LIVE
from storefront_plugin.storage import UtcMoment, metadata

orders = Table(
    "storefront_orders",
    metadata,
    Column("reference", String(20), primary_key=True),
    Column("quote_id", String(40), nullable=False, unique=True),
    Column("owner", String(200), nullable=False, index=True),
    # Whose cart it buys; none where the lines were named by a front end.
    Column("cart_owner", String(200), index=True),
    Column("state", String(20), nullable=False),
    Column("snapshot", Text, nullable=False),
    Column("consents", Text, nullable=False),
    Column("made_at", UtcMoment, nullable=False),
    Column("placed_at", UtcMoment),
)

attempts = Table(
    "storefront_attempts",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("order_reference", ForeignKey(orders.c.reference), nullable=False, index=True),
    Column("provider", String(40), nullable=False),
    Column("is_live", Boolean, nullable=False),
    Column("cart_owner", String(200)),
    Column("state", String(20), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("instrument", String(200), nullable=False),
    Column("return_url", Text, nullable=False),
    Column("payment_id", String(200), unique=True),
    Column("next_url", Text),
    Column("decline", String(100)),
    Column("asked_at", UtcMoment, nullable=False),
    Column("settled_at", UtcMoment),
)

_is_live = text("state IN ({})".format(", ".join(f"'{state}'" for state in LIVE)))
Index(
    "uq_storefront_attempts_one_live",
    attempts.c.order_reference,
    unique=True,
    sqlite_where=_is_live,
    postgresql_where=_is_live,
)

# One cart is not collected twice at once, however many quotes were made of it.
_is_unpaid = text("state IN ({})".format(", ".join(f"'{state}'" for state in LIVE if state != "paid")))
Index(
    "uq_storefront_attempts_one_cart",
    attempts.c.cart_owner,
    unique=True,
    sqlite_where=_is_unpaid,
    postgresql_where=_is_unpaid,
)

provider_events = Table(
    "storefront_provider_events",
    metadata,
    Column("provider", String(40), primary_key=True),
    Column("id", String(200), primary_key=True),
    Column("kind", String(100), nullable=False),
    Column("payment_id", String(200)),
    Column("attempt_id", String(200)),
    Column("received_at", UtcMoment, nullable=False),
    Column("processed_at", UtcMoment),
)

effects = Table(
    "storefront_effects",
    metadata,
    Column("order_reference", ForeignKey(orders.c.reference), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("happened_at", UtcMoment, nullable=False),
)
