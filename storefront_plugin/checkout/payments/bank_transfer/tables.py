"""The transfers that are waited for, each with the account that its shopper was told."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, String, Table

from storefront_plugin.storage import UtcMoment, metadata

transfers = Table(
    "storefront_transfers",
    metadata,
    Column("reference", String(25), primary_key=True),
    Column("attempt_id", String(40), nullable=False, unique=True),
    Column("order_reference", String(20), nullable=False, index=True),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("holder", String(100), nullable=False),
    Column("iban", String(34), nullable=False),
    Column("bic", String(11), nullable=False),
    Column("bank", String(100), nullable=False),
    Column("opened_at", UtcMoment, nullable=False),
    Column("open_until", UtcMoment, nullable=False),
    Column("is_cancelled", Boolean, nullable=False),
    # What the merchant says came in, and in which currency.
    Column("received_minor", BigInteger),
    Column("received_currency", String(3)),
    Column("received_at", UtcMoment),
)

# Money to go back, which the merchant sends herself.
transfer_refunds = Table(
    "storefront_transfer_refunds",
    metadata,
    Column("refund_id", String(40), primary_key=True),
    Column("reference", ForeignKey(transfers.c.reference), nullable=False, index=True),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("made_at", UtcMoment, nullable=False),
    Column("sent_at", UtcMoment),
)
