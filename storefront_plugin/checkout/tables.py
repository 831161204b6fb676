"""Orders, the attempts to collect them, refunds, disputes, what providers told us, and effects that happen once."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

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
    # For lists and sums: what was bought where, and what was charged of that in the shop's own currency.
    Column("market", String),
    Column("currency", String(3)),
    Column("total_minor", BigInteger),
    Column("own_minor", BigInteger),
    Column("own_currency", String(3)),
    # The day of `placed_at` in UTC.
    Column("placed_on", Date),
)

# The newest first, with all that a list may be chosen by, so that what is not chosen is passed over unread.
Index(
    "ix_storefront_orders_list",
    *(orders.c[name] for name in "made_at reference market currency state".split()),
)
# All that sums of sales ask for, so that they read no row.
Index(
    "ix_storefront_orders_sales",
    *(orders.c[name] for name in "placed_on market currency total_minor own_currency own_minor".split()),
)

attempts = Table(
    "storefront_attempts",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("order_reference", ForeignKey(orders.c.reference), nullable=False, index=True),
    Column("provider", String(40), nullable=False),
    Column("is_live", Boolean, nullable=False),
    # The merchant's own with the provider, by its name there; none where it has none, or did not say.
    Column("account", String(100)),
    Column("cart_owner", String(200)),
    Column("market", String),
    Column("state", String(20), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("instrument", String(200), nullable=False),
    Column("return_url", Text, nullable=False),
    Column("payment_id", String(200), unique=True),
    Column("next_url", Text),
    # Where money comes by itself: until when it is waited for.
    Column("open_until", UtcMoment),
    Column("decline", String(100)),
    Column("asked_at", UtcMoment, nullable=False),
    # When a payment that still waits for its shopper is called back.
    Column("ends_at", UtcMoment),
    # When the sweeper looks at it next; none once nothing can change by itself.
    Column("next_check_at", UtcMoment, index=True),
    Column("settled_at", UtcMoment),
    # What came in, once the provider has said so, and what that was on the merchant's account.
    Column("captured_minor", BigInteger),
    Column("settled", Text),
)

# What a person may have to look at, in time or at once: few among all.
WAITING = ("asking", "processing", "authorised", "needs_attention")
_is_waiting = text("state IN ({})".format(", ".join(f"'{state}'" for state in WAITING)))
Index("ix_storefront_attempts_waiting", attempts.c.asked_at, sqlite_where=_is_waiting, postgresql_where=_is_waiting)

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

# Stock that the host holds for an order, from before it is asked until it is released or sold.
holds = Table(
    "storefront_holds",
    metadata,
    Column("order_reference", ForeignKey(orders.c.reference), primary_key=True),
    Column("until", UtcMoment, nullable=False, index=True),
    Column("is_held", Boolean, nullable=False),
    Column("release_begun_at", UtcMoment),
)

refunds = Table(
    "storefront_refunds",
    metadata,
    Column("id", String(40), primary_key=True),
    # An order of a shop that keeps its own checkout has no row of ours, and no attempt.
    Column("order_reference", String(200), nullable=False),
    # The order's refunds count up, so that of two that are made at once one comes after the other.
    Column("number", Integer, nullable=False),
    Column("attempt_id", ForeignKey(attempts.c.id), index=True),
    Column("state", String(20), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("snapshot", Text, nullable=False),
    Column("provider_id", String(200), unique=True),
    Column("made_at", UtcMoment, nullable=False),
    Column("settled_at", UtcMoment),
    Column("settled", Text),
    UniqueConstraint("order_reference", "number"),
)

disputes = Table(
    "storefront_disputes",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("attempt_id", ForeignKey(attempts.c.id), nullable=False, index=True),
    Column("state", String(20), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("reason", String(100), nullable=False),
    Column("opened_at", UtcMoment, nullable=False),
    Column("changed_at", UtcMoment, nullable=False),
    # How many of its decisions an appeal has overturned.
    Column("overturned_count", Integer, nullable=False, server_default=text("0")),
)

provider_events = Table(
    "storefront_provider_events",
    metadata,
    Column("provider", String(40), primary_key=True),
    Column("id", String(200), primary_key=True),
    Column("kind", String(100), nullable=False),
    Column("payment_id", String(200), index=True),
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
