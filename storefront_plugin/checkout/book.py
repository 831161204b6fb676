"""The merchant's book of orders: what was sold, page by page and in sums, one order whole, and what waits for her."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, func, literal, select, tuple_

from storefront_plugin.checkout import records, refund_records
from storefront_plugin.checkout.attention import Matter
from storefront_plugin.checkout.attention_records import read_matters
from storefront_plugin.checkout.dossier import Dossier, read_dossier
from storefront_plugin.checkout.order import OrderState
from storefront_plugin.checkout.ports import AttemptState, RefundState
from storefront_plugin.checkout.refund import exchange_result
from storefront_plugin.checkout.sale_records import read_given_back, read_sold
from storefront_plugin.checkout.sales import MarketSales, sales_by_market
from storefront_plugin.checkout.seen import mark_seen
from storefront_plugin.checkout.tables import attempts, orders, refunds
from storefront_plugin.host import Order
from storefront_plugin.money import Currency, Money
from storefront_plugin.storage import Database, UtcMoment

PAGE = 50


@dataclass(frozen=True, slots=True)
class OrderWish:
    """Which orders: of a market, a currency, a state, made since; `before` is where the page before ended.

    With a `reference` that one alone.
    """

    reference: str | None = None
    market: str | None = None
    currency: str | None = None
    state: OrderState | None = None
    since: datetime | None = None
    before: tuple[datetime, str] | None = None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order in a list; `is_given_back` says that all that was collected for it went back."""

    reference: str
    state: OrderState
    market: str
    total: Money
    made_at: datetime
    placed_at: datetime | None
    is_given_back: bool


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
        asked = select(*(orders.c[name] for name in columns), _is_given_back().label("is_given_back"))
        wished = asked.where(*_conditions(wish))
        newest = wished.order_by(orders.c.made_at.desc(), orders.c.reference.desc()).limit(limit + 1)
        with self._database.read() as db:
            found = [
                OrderRow(
                    reference=row.reference,
                    state=OrderState(row.state),
                    market=row.market or "",
                    total=Money(row.total_minor, Currency.of(row.currency)),
                    made_at=row.made_at,
                    placed_at=row.placed_at,
                    is_given_back=bool(row.is_given_back),
                )
                for row in db.execute(newest)
            ]
        rows = found[:limit]
        return OrderPage(rows, (rows[-1].made_at, rows[-1].reference) if len(found) > limit else None)

    def sales_of_markets(self, days: int) -> list[MarketSales]:
        """What each market sold, gave back and lost in so many days up to today, the one with most orders first.

        Days are those of UTC.
        """
        last = self._clock().astimezone(UTC).date()
        first = last - timedelta(days=days - 1)
        with self._database.read() as db:
            sold, given_back = read_sold(db, first), read_given_back(db, first)
        return sales_by_market(sold, given_back, first=first, last=last)

    def attention(self, reference: str | None = None, *, limit: int | None = None) -> list[Matter]:
        """What waits for a person, of one order or of all, the oldest first; so many at most, else all."""
        with self._database.read() as db:
            return read_matters(db, self._clock(), reference, limit=limit)

    def order(self, reference: str) -> Order:
        """What was ordered, paid or not. Raises OrderUnknown."""
        with self._database.read() as db:
            return records.order(db, reference).order

    def dossier(self, reference: str) -> Dossier:
        """One order whole, paid or not. Raises OrderUnknown."""
        with self._database.read() as db:
            return read_dossier(db, reference)

    def exchange_result(self, refund_id: str) -> Money | None:
        """What the merchant gained or lost by the rate between payment and refund; None until the provider told both.

        Raises RefundUnknown.
        """
        with self._database.read() as db:
            record = refund_records.refund(db, refund_id)
            attempt = records.attempt(db, record.attempt_id) if record.attempt_id else None
        if attempt is None or attempt.captured is None or attempt.settled is None or record.settled is None:
            return None
        return exchange_result(attempt.captured, attempt.settled, record.refund, record.settled)

    def see_to(self, reference: str, matter_id: str) -> None:
        """Note that a person has seen to it; what does not wait, or waits for no such word, is left as it is.

        What is just being given back waits no more. Raises OrderUnknown.
        """
        now = self._clock()
        with self._database.write() as db:
            records.lock_order(db, reference)
            if any(each.id == matter_id and each.can_be_closed for each in read_matters(db, now, reference)):
                mark_seen(db, reference, matter_id, now)


def _conditions(wish: OrderWish) -> list[ColumnElement[bool]]:
    chosen = {
        orders.c.reference: wish.reference,
        orders.c.market: wish.market,
        orders.c.currency: wish.currency,
        orders.c.state: wish.state,
    }
    conditions = [column == value for column, value in chosen.items() if value is not None]
    if wish.since is not None:
        conditions.append(orders.c.made_at >= wish.since)
    if wish.before is not None:
        moment, reference = wish.before
        here = tuple_(orders.c.made_at, orders.c.reference)
        conditions.append(here < tuple_(literal(moment, UtcMoment), literal(reference)))
    return conditions


def _is_given_back() -> ColumnElement[bool]:
    """Whether refunds have given back all that the attempt which paid the order collected."""
    arrived = (refunds.c.attempt_id == attempts.c.id) & (refunds.c.state == RefundState.SUCCEEDED)
    gone = select(func.sum(refunds.c.amount_minor)).where(arrived).correlate(attempts).scalar_subquery()
    is_its = (attempts.c.order_reference == orders.c.reference) & (attempts.c.state == AttemptState.PAID)
    return select(attempts.c.id).where(is_its, gone >= attempts.c.captured_minor).correlate(orders).exists()
