"""What waits for a person, as the rows of attempts, disputes and refunds tell it: one query, however much it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, bindparam, func, literal, select, union_all

from storefront_plugin.checkout.attention import LATE_AFTER, Cause, Matter
from storefront_plugin.checkout.ports import AttemptState, RefundState
from storefront_plugin.checkout.refund import STANDING
from storefront_plugin.checkout.seen import seen
from storefront_plugin.checkout.states import RECALLABLE
from storefront_plugin.checkout.tables import WAITING, attempts, disputes, refunds
from storefront_plugin.host import DisputeState
from storefront_plugin.money import Currency, Money

S = AttemptState

_IS_SURPLUS = attempts.c.state == S.SURPLUS
_REFUND_ENDED_AT = func.coalesce(refunds.c.settled_at, refunds.c.made_at)


def read_matters(
    db: Connection, now: datetime, reference: str | None = None, *, limit: int | None = None
) -> list[Matter]:
    """What waits, of one order or of all, the oldest first; at most so many where there is a limit."""
    told = [*_of_attempts(now), *_of_disputes(), _failed_refunds(), _not_given_back()]
    asked = union_all(*told).subquery()
    found = select(asked).order_by(asked.c.since, asked.c.id).limit(limit)
    if reference is not None:
        found = found.where(asked.c.order_reference == reference)
    return [
        Matter(
            cause=Cause(row.cause),
            id=row.id,
            order_reference=row.order_reference,
            amount=Money(row.amount_minor, Currency.of(row.currency)),
            since=row.since,
            provider=row.provider,
            payment_id=row.payment_id,
        )
        for row in db.execute(found)
    ]


def _of_attempts(now: datetime) -> list[Select[Any]]:
    """Payments that are neither in nor out, or are not what was asked for."""
    # Written out, not bound: only so does SQLite see that the partial index holds all of them.
    waits = attempts.c.state.in_(bindparam(None, list(WAITING), expanding=True, literal_execute=True))
    is_late = attempts.c.asked_at < now - LATE_AFTER
    # What is to be looked at again stands in an index of its own, and is looked at before a day is over.
    is_watched = attempts.c.next_check_at < now + LATE_AFTER
    is_over = func.coalesce(attempts.c.open_until, attempts.c.ends_at) < now - LATE_AFTER
    conditions = (
        (Cause.UNLIKE, and_(waits, attempts.c.state == S.NEEDS_ATTENTION, ~seen(attempts))),
        (Cause.UNCAPTURED, and_(waits, attempts.c.state == S.AUTHORISED)),
        (Cause.LATE, and_(waits, attempts.c.state.in_((S.ASKING, S.PROCESSING)), is_late)),
        # It should have been called back, and could not be.
        (Cause.LATE, and_(is_watched, attempts.c.state.in_(RECALLABLE), is_over)),
    )
    return [_told(cause, attempts, attempts.c.asked_at).where(condition) for cause, condition in conditions]


def _of_disputes() -> list[Select[Any]]:
    states = ((Cause.INQUIRY, DisputeState.INQUIRY), (Cause.DISPUTED, DisputeState.OPEN))
    return [
        _told(cause, disputes, disputes.c.opened_at).join(attempts).where(disputes.c.state == state)
        for cause, state in states
    ]


def _failed_refunds() -> Select[Any]:
    """Refunds of what paid an order."""
    has_failed = refunds.c.state == RefundState.FAILED
    told = _told(Cause.REFUND_FAILED, refunds, _REFUND_ENDED_AT).join(attempts)
    return told.where(~_IS_SURPLUS, has_failed, ~seen(refunds))


def _not_given_back() -> Select[Any]:
    """Surplus: however often it was tried, it is one matter, and none once it has gone back or is on its way."""
    has_failed = refunds.c.state.in_((RefundState.FAILED, RefundState.CANCELLED))
    told = _told(Cause.NOT_GIVEN_BACK, attempts, func.min(_REFUND_ENDED_AT)).join(refunds)
    is_left = _gone_back() < attempts.c.captured_minor
    return told.where(_IS_SURPLUS, has_failed, ~seen(attempts), is_left).group_by(attempts.c.id)


def _told(cause: Cause, of: Table, since: ColumnElement[Any]) -> Select[Any]:
    """Each matter alike: `of` has its id and its amount, the attempt its payment."""
    return select(
        literal(cause.value).label("cause"),
        of.c.id,
        attempts.c.order_reference,
        attempts.c.provider,
        attempts.c.payment_id,
        of.c.amount_minor,
        of.c.currency,
        since.label("since"),
    ).select_from(of)


def _gone_back() -> ColumnElement[int]:
    """What has gone back of an attempt, or is on its way, in minor units."""
    standing = refunds.alias()
    gone = select(func.coalesce(func.sum(standing.c.amount_minor), 0))
    is_its = (standing.c.attempt_id == attempts.c.id) & standing.c.state.in_(STANDING)
    return gone.where(is_its).correlate(attempts).scalar_subquery()
