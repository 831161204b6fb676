"""Reading and writing transfers, within a transaction that the caller began."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select, update

from storefront_plugin.checkout.payments.bank_transfer.tables import transfer_refunds, transfers
from storefront_plugin.checkout.payments.bank_transfer.transfer import Account, Transfer
from storefront_plugin.checkout.ports import RefundReport, RefundState, Repayment
from storefront_plugin.money import Currency, Money
from storefront_plugin.storage import insert_new


def add(db: Connection, transfer: Transfer, now: datetime) -> bool:
    """Keep a new transfer, unless its attempt has one or its reference is taken; whether it was kept."""
    row = {
        "reference": transfer.reference,
        "attempt_id": transfer.attempt_id,
        "order_reference": transfer.order_reference,
        "amount_minor": transfer.amount.minor,
        "currency": transfer.amount.currency.code,
        "holder": transfer.account.holder,
        "iban": transfer.account.iban,
        "bic": transfer.account.bic,
        "bank": transfer.account.bank,
        "opened_at": now,
        "open_until": transfer.open_until,
        "is_cancelled": False,
    }
    return insert_new(db, transfers, row)


def load(db: Connection, reference: str, *, lock: bool = False) -> Transfer | None:
    """One transfer, locked until the end of the transaction if it is about to change."""
    query = select(transfers).where(transfers.c.reference == reference)
    return _transfer(db.execute(query.with_for_update() if lock else query).one_or_none())


def of_attempt(db: Connection, attempt_id: str) -> Transfer | None:
    return _one(db, transfers.c.attempt_id == attempt_id)


def newest_of_order(db: Connection, order_reference: str) -> Transfer | None:
    return _one(db, transfers.c.order_reference == order_reference)


def opened_since(db: Connection, since: datetime) -> list[tuple[Transfer, Money]]:
    """The transfers that were opened since then, the newest first, each with what is to go back of it, or went."""
    back = select(func.coalesce(func.sum(transfer_refunds.c.amount_minor), 0))
    back = back.where(transfer_refunds.c.reference == transfers.c.reference)
    query = select(transfers, back.scalar_subquery().label("back_minor")).where(transfers.c.opened_at >= since)
    rows = db.execute(query.order_by(transfers.c.opened_at.desc(), transfers.c.reference))
    # PostgreSQL sums whole numbers to a decimal one.
    return [(_known(row), Money(int(row.back_minor), Currency.of(row.currency))) for row in rows]


def touched_since(db: Connection, since: datetime) -> list[str]:
    """The references of the transfers of which something came, or was to go back or went, since then."""
    came = select(transfers.c.reference).where(transfers.c.received_at >= since)
    is_back = (transfer_refunds.c.made_at >= since) | (transfer_refunds.c.sent_at >= since)
    return list(db.scalars(came.union(select(transfer_refunds.c.reference).where(is_back))))


def cancel(db: Connection, reference: str) -> None:
    db.execute(update(transfers).where(transfers.c.reference == reference).values(is_cancelled=True))


def receive(db: Connection, reference: str, received: Money, now: datetime) -> None:
    came = {"received_minor": received.minor, "received_currency": received.currency.code, "received_at": now}
    db.execute(update(transfers).where(transfers.c.reference == reference).values(came))


def add_refund(db: Connection, repayment: Repayment, now: datetime) -> None:
    row = {
        "refund_id": repayment.refund_id,
        "reference": repayment.payment_id,
        "amount_minor": repayment.amount.minor,
        "currency": repayment.amount.currency.code,
        "made_at": now,
    }
    insert_new(db, transfer_refunds, row)


def refunds_of(db: Connection, reference: str) -> tuple[RefundReport, ...]:
    """What is to go back of a transfer, or went, the oldest first."""
    query = select(transfer_refunds).where(transfer_refunds.c.reference == reference)
    return tuple(_refund(row) for row in db.execute(query.order_by(transfer_refunds.c.made_at)))


def send_refund(db: Connection, refund_id: str, now: datetime) -> str | None:
    """Note that it was sent; the reference of its transfer, None where there is no such refund."""
    unsent = (transfer_refunds.c.refund_id == refund_id) & transfer_refunds.c.sent_at.is_(None)
    db.execute(update(transfer_refunds).where(unsent).values(sent_at=now))
    return db.scalar(select(transfer_refunds.c.reference).where(transfer_refunds.c.refund_id == refund_id))


def _refund(row: Row[Any]) -> RefundReport:
    return RefundReport(
        id=row.refund_id,
        state=RefundState.PENDING if row.sent_at is None else RefundState.SUCCEEDED,
        amount=Money(row.amount_minor, Currency.of(row.currency)),
        made_at=row.made_at,
        refund_id=row.refund_id,
    )


def _one(db: Connection, wanted: ColumnElement[bool]) -> Transfer | None:
    query = select(transfers).where(wanted).order_by(transfers.c.opened_at.desc(), transfers.c.reference)
    return _transfer(db.execute(query.limit(1)).one_or_none())


def _transfer(row: Row[Any] | None) -> Transfer | None:
    return None if row is None else _known(row)


def _known(row: Row[Any]) -> Transfer:
    return Transfer(
        reference=row.reference,
        attempt_id=row.attempt_id,
        order_reference=row.order_reference,
        amount=Money(row.amount_minor, Currency.of(row.currency)),
        account=Account(row.holder, row.iban, row.bic, row.bank),
        open_until=row.open_until,
        received=None if row.received_at is None else Money(row.received_minor, Currency.of(row.received_currency)),
        is_cancelled=row.is_cancelled,
    )
