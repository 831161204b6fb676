"""What a provider tells of a payment beyond its state: captures, refunds, disputes, made ours exactly once.

Each function is one step of a transaction that has locked the order and the attempt. What is told again changes
nothing, so that sums are never added up from what is told but from our own rows.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from storefront_plugin.checkout import records, refund_records
from storefront_plugin.checkout.attempt import Attempt
from storefront_plugin.checkout.ports import AttemptState, PaymentReport, RefundReport, RefundState
from storefront_plugin.checkout.refund import RefundWish, decide_move, decide_refund, left_of, refund_id
from storefront_plugin.checkout.refund_records import RefundRecord
from storefront_plugin.errors import StorefrontError
from storefront_plugin.events import OrderDisputed, OrderRefunded, Publish, RefundFailed
from storefront_plugin.host import Dispute, Order, Refund
from storefront_plugin.money import Money

log = logging.getLogger(__name__)


def book_report(
    db: Connection, publish: Publish, order: Order, attempt: Attempt, report: PaymentReport, *, now: datetime
) -> None:
    """Keep all that a report tells of the attempt's own payment."""
    if report.payment_id != attempt.payment_id or report.is_live != attempt.is_live:
        return
    _book_uncollected(db, publish, order, attempt, now=now)
    # The first first, so that each counts those before it.
    for told in sorted(report.refunds, key=lambda refund: refund.made_at):
        book_refund(db, publish, order, attempt, told, now=now)
    for dispute in report.disputes:
        _book_dispute(db, publish, order, attempt, dispute, now=now)


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
    others = refund_records.gone(db, attempt.id, but=record.id)
    if move is RefundState.SUCCEEDED:
        publish(db, OrderRefunded(order, record.refund, others, now))
    if move is RefundState.FAILED and record.state is RefundState.SUCCEEDED:
        publish(db, RefundFailed(order, record.refund, others, now))


def _book_uncollected(db: Connection, publish: Publish, order: Order, attempt: Attempt, *, now: datetime) -> None:
    """What was authorised and never captured is gone of the order from the first, as a refund of that amount would be.

    So points, documents and sums follow as they do for any refund, while no money moves.
    """
    amount, id = attempt.uncollected, refund_id(attempt.order_reference, f"{attempt.id}:uncollected")
    if amount is None or refund_records.find(db, id):
        return
    refund = replace(_by_amount(db, order, attempt, amount, id=id, made_at=now), is_uncollected=True)
    number = refund_records.next_number(refund_records.of_order(db, attempt.order_reference))
    record = RefundRecord(refund, attempt.order_reference, number, attempt.id, RefundState.UNCOLLECTED)
    refund_records.add(db, record)
    records.change_own(db, order, attempt.amount - amount)
    publish(db, OrderRefunded(order, refund, refund_records.gone(db, attempt.id, but=id), now))


def _book_dispute(
    db: Connection, publish: Publish, order: Order, attempt: Attempt, told: Dispute, *, now: datetime
) -> None:
    """Compare-and-set one dispute; in another currency nobody can say which part it is, and it is over all of it."""
    if told.amount.currency != attempt.amount.currency:
        told = replace(told, amount=attempt.captured or attempt.amount)
    dispute = refund_records.keep_dispute(db, attempt, told, now)
    if dispute and attempt.state is AttemptState.PAID:
        publish(db, OrderDisputed(order, dispute, now, refund_records.gone(db, attempt.id, but=dispute.id)))


def _made_there(db: Connection, order: Order, attempt: Attempt, told: RefundReport) -> Refund:
    """A refund as it was made in the provider's own dashboard: an amount, of which the order tells the taxes."""
    id = refund_id(attempt.order_reference, told.id)
    return replace(_by_amount(db, order, attempt, told.amount, id=id, made_at=told.made_at), is_providers=True)


def _by_amount(db: Connection, order: Order, attempt: Attempt, amount: Money, *, id: str, made_at: datetime) -> Refund:
    """So much of an order that is gone already, with its part of what is left of the taxes."""
    earlier = refund_records.lowering(db, attempt.id)
    wish, step = RefundWish(amount=amount), Money(1, amount.currency)
    try:
        return decide_refund(order, earlier, left_of(order, earlier), wish, id=id, step=step, made_at=made_at)
    except StorefrontError:
        # More than we know of, or in another currency: it has happened all the same.
        log.exception("%s of attempt %s went back at the provider, and does not fit", amount, attempt.id)
        return Refund(id, amount, made_at)
