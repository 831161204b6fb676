"""The merchant's book of orders: what was sold, page by page, in sums, and what waits for a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    bindparam,
    func,
    literal,
    select,
    tuple_,
    union_all,
)

from storefront_plugin.checkout import records
from storefront_plugin.checkout.attention import LATE_AFTER, Cause, Matter
from storefront_plugin.checkout.dossier import Dossier, read_dossier
from storefront_plugin.checkout.order import OrderState
from storefront_plugin.checkout.ports import AttemptState, RefundState
from storefront_plugin.checkout.sales import DaySales, GivenBack
from storefront_plugin.checkout.tables import WAITING, attempts, disputes, effects, orders, refunds
from storefront_plugin.host import DisputeState
from storefront_plugin.money import Currency, Money
from storefront_plugin.storage import Database, UtcMoment

PAGE = 50
# More than anybody sees to in a day; the rest is told of as these are seen to.
MOST_MATTERS = 200
# Before the id of what was seen to, in the table of effects.
_SEEN = "ok:"


@dataclass(frozen=True, slots=True)
class OrderWish:
    """Which orders: of a market, a currency, a state, made since; `before` is where the page before ended."""

    market: str | None = None
    currency: str | None = None
    state: OrderState | None = None
    since: datetime | None = None
    before: tuple[datetime, str] | None = None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order in a list."""

    reference: str
    state: OrderState
    market: str
    total: Money
    made_at: datetime
    placed_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Some orders, the newest first; `next` is what the next page is asked for by, None at the end."""

    rows: list[OrderRow]
    next: tuple[datetime, str] | None


class OrderBook:
    """What a list or a sum answers is one query, however many orders there are."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def page(self, wish: OrderWish, *, limit: int = PAGE) -> OrderPage:
        """The newest orders that are wished for."""
        columns = "reference state market currency total_minor made_at placed_at".split()
        asked = select(*(orders.c[name] for name in columns)).where(*_conditions(wish))
        newest = asked.order_by(orders.c.made_at.desc(), orders.c.reference.desc()).limit(limit + 1)
        with self._database.read() as db:
            found = [
                OrderRow(
                    reference=row.reference,
                    state=OrderState(row.state),
                    market=row.market or "",
                    total=Money(row.total_minor, Currency.of(row.currency)),
                    made_at=row.made_at,
                    placed_at=row.placed_at,
                )
                for row in db.execute(newest)
            ]
        rows = found[:limit]
        return OrderPage(rows, (rows[-1].made_at, rows[-1].reference) if len(found) > limit else None)

    def today(self) -> date:
        """The day in UTC, by which sums are made."""
        return self._clock().astimezone(UTC).date()

    def sales(self, since: date) -> list[DaySales]:
        """What was sold since that day, by day, market and currency."""
        key = (orders.c.placed_on, orders.c.market, orders.c.currency, orders.c.own_currency)
        asked = (
            select(
                *key,
                func.count().label("number"),
                func.count(orders.c.own_minor).label("known"),
                func.sum(orders.c.total_minor).label("taken"),
                func.sum(orders.c.own_minor).label("own"),
            )
            .where(orders.c.placed_on >= since)
            .group_by(*key)
            .order_by(*key)
        )
        with self._database.read() as db:
            return [
                DaySales(
                    day=row.placed_on,
                    market=row.market or "",
                    count=row.number,
                    taken=Money(int(row.taken), Currency.of(row.currency)),
                    own=Money(int(row.own), Currency.of(row.own_currency)) if row.known == row.number else None,
                )
                for row in db.execute(asked)
            ]

    def given_back(self, since: date) -> list[GivenBack]:
        """What went back since that day, whenever it was paid."""
        key = (orders.c.market, refunds.c.currency)
        asked = (
            select(*key, func.sum(refunds.c.amount_minor).label("amount"))
            .join(orders, orders.c.reference == refunds.c.order_reference)
            .where(refunds.c.state == RefundState.SUCCEEDED, refunds.c.made_at >= _midnight(since))
            .group_by(*key)
            .order_by(*key)
        )
        with self._database.read() as db:
            return [
                GivenBack(row.market or "", Money(int(row.amount), Currency.of(row.currency)))
                for row in db.execute(asked)
            ]

    def attention(self, reference: str | None = None) -> list[Matter]:
        """What waits for a person, of one order or of all, the oldest first."""
        asked = union_all(*_waiting(self._clock())).subquery()
        found = select(asked).order_by(asked.c.since, asked.c.id).limit(MOST_MATTERS)
        if reference is not None:
            found = found.where(asked.c.order_reference == reference)
        with self._database.read() as db:
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

    def dossier(self, reference: str) -> Dossier:
        """One order whole, paid or not. Raises OrderUnknown."""
        with self._database.read() as db:
            return read_dossier(db, reference)

    def see_to(self, reference: str, matter_id: str) -> None:
        """Note that a person has seen to it; what does not wait, or waits for no such word, is left as it is."""
        if any(each.id == matter_id and each.can_be_closed for each in self.attention(reference)):
            with self._database.write() as db:
                records.first_time(db, reference, _SEEN + matter_id, self._clock())


def _conditions(wish: OrderWish) -> list[ColumnElement[bool]]:
    chosen = {orders.c.market: wish.market, orders.c.currency: wish.currency, orders.c.state: wish.state}
    conditions = [column == value for column, value in chosen.items() if value is not None]
    if wish.since is not None:
        conditions.append(orders.c.made_at >= wish.since)
    if wish.before is not None:
        moment, reference = wish.before
        here = tuple_(orders.c.made_at, orders.c.reference)
        conditions.append(here < tuple_(literal(moment, UtcMoment), literal(reference)))
    return conditions


def _waiting(now: datetime) -> list[Select[Any]]:
    """What waits, of attempts, of disputes and of refunds, each told alike."""
    # Written out, not bound: only so does SQLite see that the partial index holds all of them.
    waits = attempts.c.state.in_(bindparam(None, list(WAITING), expanding=True, literal_execute=True))
    is_late = attempts.c.asked_at < now - LATE_AFTER
    told = (
        (Cause.UNLIKE, and_(attempts.c.state == AttemptState.NEEDS_ATTENTION, ~_seen(attempts))),
        (Cause.UNCAPTURED, attempts.c.state == AttemptState.AUTHORISED),
        (Cause.LATE, and_(attempts.c.state.in_((AttemptState.ASKING, AttemptState.PROCESSING)), is_late)),
    )
    disputed = ((Cause.INQUIRY, DisputeState.INQUIRY), (Cause.DISPUTED, DisputeState.OPEN))
    payment = (attempts.c.order_reference, attempts.c.provider, attempts.c.payment_id)
    return [
        *(
            select(
                literal(cause.value).label("cause"),
                attempts.c.id,
                *payment,
                attempts.c.amount_minor,
                attempts.c.currency,
                attempts.c.asked_at.label("since"),
            ).where(waits, condition)
            for cause, condition in told
        ),
        *(
            select(
                literal(cause.value),
                disputes.c.id,
                *payment,
                disputes.c.amount_minor,
                disputes.c.currency,
                disputes.c.opened_at,
            )
            .join(attempts)
            .where(disputes.c.state == state)
            for cause, state in disputed
        ),
        select(
            literal(Cause.REFUND_FAILED.value),
            refunds.c.id,
            *payment,
            refunds.c.amount_minor,
            refunds.c.currency,
            func.coalesce(refunds.c.settled_at, refunds.c.made_at),
        )
        .join(attempts)
        .where(refunds.c.state == RefundState.FAILED, ~_seen(refunds)),
    ]


def _seen(of: Table) -> ColumnElement[bool]:
    is_it = (effects.c.order_reference == of.c.order_reference) & (effects.c.kind == _SEEN + of.c.id)
    return select(effects.c.kind).where(is_it).exists()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), UTC)
