"""The sums of what orders brought, and of what the merchant does not keep of it, as the rows tell them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, func, select

from storefront_plugin.checkout.ports import AttemptState, RefundState
from storefront_plugin.checkout.sales import DaySales, GivenBack
from storefront_plugin.checkout.tables import attempts, disputes, orders, refunds
from storefront_plugin.host import DisputeState
from storefront_plugin.money import Currency, Money

# What the sums of a day are made by.
_DAY = tuple(orders.c[name] for name in "placed_on market currency own_currency".split())


def read_sold(db: Connection, since: date) -> list[DaySales]:
    """What was charged of the orders paid since that day, by day, market and currency."""
    uncollected = _read_uncollected(db, since)
    asked = (
        select(
            *_DAY,
            func.count().label("number"),
            func.count(orders.c.own_minor).label("known"),
            func.sum(orders.c.total_minor).label("taken"),
            func.sum(orders.c.own_minor).label("own"),
        )
        .where(orders.c.placed_on >= since)
        .group_by(*_DAY)
        .order_by(*_DAY)
    )
    return [
        DaySales(
            day=row.placed_on,
            market=row.market or "",
            count=row.number,
            taken=Money(int(row.taken) - uncollected.get(tuple(row[: len(_DAY)]), 0), Currency.of(row.currency)),
            own=Money(int(row.own), Currency.of(row.own_currency)) if row.known == row.number else None,
        )
        for row in db.execute(asked)
    ]


def read_given_back(db: Connection, since: date) -> list[GivenBack]:
    """What went back since that day, or was lost to disputes, whenever its order was paid."""
    begin = datetime.combine(since, datetime.min.time(), UTC)
    is_refund = (refunds.c.state == RefundState.SUCCEEDED) & (refunds.c.made_at >= begin)
    is_loss = (disputes.c.state == DisputeState.LOST) & (disputes.c.changed_at >= begin)
    return [
        GivenBack(row.market or "", Money(int(row.amount), Currency.of(row.currency)), is_lost=of is disputes)
        for of, condition in ((refunds, is_refund), (disputes, is_loss))
        for row in db.execute(_by_market(of, condition))
    ]


def _read_uncollected(db: Connection, since: date) -> dict[tuple[Any, ...], int]:
    """What was never collected of the orders paid since that day, in minor units, by the same day."""
    asked = (
        select(*_DAY, func.sum(refunds.c.amount_minor).label("amount"))
        .join(refunds, refunds.c.order_reference == orders.c.reference)
        .where(refunds.c.state == RefundState.UNCOLLECTED, orders.c.placed_on >= since)
        .group_by(*_DAY)
    )
    # PostgreSQL sums whole numbers to a decimal one.
    return {tuple(row[: len(_DAY)]): int(row.amount) for row in db.execute(asked)}


def _by_market(of: Table, condition: ColumnElement[bool]) -> Select[Any]:
    """Sums by market and currency, of attempts that paid their order: what was surplus never counted as sold."""
    key = (orders.c.market, of.c.currency)
    return (
        select(*key, func.sum(of.c.amount_minor).label("amount"))
        .join(attempts, attempts.c.id == of.c.attempt_id)
        .join(orders, orders.c.reference == attempts.c.order_reference)
        .where(attempts.c.state == AttemptState.PAID, condition)
        .group_by(*key)
        .order_by(*key)
    )
