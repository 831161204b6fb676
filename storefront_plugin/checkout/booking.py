"""What a provider tells of a payment beyond its state: captures, refunds, disputes, made ours exactly once.

Each function is one step of a transaction that has locked the order and the attempt. What is told again changes
nothing, so that sums are never added up from what is told but from our own rows.
"""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, update

from storefront_plugin.checkout import refund_records
from storefront_plugin.checkout.attempt import Attempt
from storefront_plugin.checkout.ports import AttemptState, PaymentReport, RefundReport, RefundState
from storefront_plugin.checkout.refund import RefundWish, decide_move, decide_refund, refund_id
from storefront_plugin.checkout.refund_records import RefundRecord
from storefront_plugin.checkout.tables import attempts
from storefront_plugin.errors import StorefrontError
from storefront_plugin.events import OrderDisputed, OrderRefunded, Publish, RefundFailed, encode
from storefront_plugin.host import Order, Refund
from storefront_plugin.money import Money

log = logging.getLogger(__name__)


def book_report(
    db: Connection, publish: Publish, order: Order, attempt: Attempt, report: PaymentReport, *, now: datetime
) -> None:
    """Keep all that a report tells of the attempt's own payment."""
    if report.payment_id != attempt.payment_id or report.is_live != attempt.is_live:
        return
    _keep_money(db, attempt, report)
    # The first first, so that each counts those before it.
    for told in sorted(report.refunds, key=lambda refund: refund.made_at):
        book_refund(db, publish, order, attempt, told, now=now)
    for dispute in report.disputes:
        if refund_records.keep_dispute(db, attempt, dispute, now) and attempt.state is AttemptState.PAID:
            publish(db, OrderDisputed(order, dispute, now))


def book_refund(
    db: Connection, publish: Publish, order: Order, attempt: Attempt, told: RefundReport, *, now: datetime
) -> None:
    """Compare-and-set one refund; one that we know nothing of was made at the provider, and becomes ours."""
    record = refund_records.told_of(db, attempt, told)
    if record is None:
        number = refund_records.next_number(refund_records.of_order(db, attempt.order_reference))
        refund = _made_there(db, order, attempt, told)
        record = RefundRecord(refund, attempt.order_reference, number, attempt.id, RefundState.ASKING)
        refund_records.add(db, record)
    if told.amount != record.refund.amount:
        log.error("refund %s needs attention: the provider reports %s", record.id, told)
        return
    move = decide_move(record.state, told.state)
    is_news = record.provider_id != told.id or told.settled not in (None, record.settled)
    if move or is_news:
        refund_records.change(db, record, told, move or record.state, now)
    # Money that came for an attempt which placed no order goes back without a word about an order.
    if move is None or attempt.state is not AttemptState.PAID:
        return
    others = refund_records.succeeded(refund_records.of_attempt(db, attempt.id), but=record.id)
    if move is RefundState.SUCCEEDED:
        publish(db, OrderRefunded(order, record.refund, others, now))
    if move is RefundState.FAILED and record.state is RefundState.SUCCEEDED:
        publish(db, RefundFailed(order, record.refund, others, now))


def _keep_money(db: Connection, attempt: Attempt, report: PaymentReport) -> None:
    captured = report.captured
    values: dict[str, object] = {}
    if captured is not None and captured.currency == attempt.amount.currency and captured != attempt.captured:
        values["captured_minor"] = captured.minor
    if report.settled is not None and report.settled != attempt.settled:
        values["settled"] = json.dumps(encode(report.settled))
    if values:
        db.execute(update(attempts).where(attempts.c.id == attempt.id).values(**values))


def _made_there(db: Connection, order: Order, attempt: Attempt, told: RefundReport) -> Refund:
    """A refund as it was made in the provider's own dashboard: an amount, of which the order tells the taxes."""
    id = refund_id(attempt.order_reference, told.id)
    earlier = refund_records.standing(refund_records.of_attempt(db, attempt.id))
    try:
        known = decide_refund(
            order,
            earlier,
            order.total,
            RefundWish(amount=told.amount),
            id=id,
            step=Money(1, told.amount.currency),
            made_at=told.made_at,
        )
    except StorefrontError:
        # More than we know of, or in another currency: it has happened all the same.
        log.exception("refund %s of attempt %s was made at the provider, and does not fit", told.id, attempt.id)
        return Refund(id, told.amount, told.made_at, is_providers=True)
    return replace(known, is_providers=True)
