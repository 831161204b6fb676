"""What was sold, by market and day. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from storefront_plugin.money import Money
from storefront_plugin.money import total as sum_of


@dataclass(frozen=True, slots=True)
class DaySales:
    """The paid orders of one market, day and currency; `own` is their sum in the shop's currency, by their own rates.

    None where orders among them were kept before orders carried their rate.
    """

    day: date
    market: str
    count: int
    taken: Money
    own: Money | None


@dataclass(frozen=True, slots=True)
class DaySum:
    """What one day brought in the shop's own currency."""

    day: date
    own: Money


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What went back of one market's orders in one currency; `is_lost` to disputes."""

    market: str
    amount: Money
    is_lost: bool = False


@dataclass(frozen=True, slots=True)
class MarketSales:
    """One market over some days: sums by currency, and the sum of each day in the shop's currency, the oldest first."""

    market: str
    count: int
    taken: Sequence[Money]
    given_back: Sequence[Money]
    lost: Sequence[Money]
    own: Money | None
    by_day: Sequence[DaySum]


def sales_by_market(
    sold: Iterable[DaySales], given_back: Iterable[GivenBack], *, first: date, last: date
) -> list[MarketSales]:
    """Each market that sold something or gave something back, the one with most orders first."""
    sold, given_back = list(sold), list(given_back)
    keys = dict.fromkeys([*(each.market for each in sold), *(each.market for each in given_back)])
    found = [
        _of_market(
            key,
            [each for each in sold if each.market == key],
            [each for each in given_back if each.market == key],
            first,
            last,
        )
        for key in keys
    ]
    return sorted(found, key=lambda each: (-each.count, each.market))


def _of_market(
    key: str, sold: Sequence[DaySales], given_back: Sequence[GivenBack], first: date, last: date
) -> MarketSales:
    own = [each.own for each in sold if each.own is not None]
    is_known = bool(own) and len(own) == len(sold) and len({each.currency for each in own}) == 1
    days = [first + timedelta(days=days) for days in range((last - first).days + 1)] if is_known else []
    by_day = {day: Money.zero(own[0].currency) for day in days}
    for each in sold:
        if each.own is not None and each.day in by_day:
            by_day[each.day] += each.own
    return MarketSales(
        market=key,
        count=sum(each.count for each in sold),
        taken=_by_currency([each.taken for each in sold]),
        given_back=_by_currency([each.amount for each in given_back if not each.is_lost]),
        lost=_by_currency([each.amount for each in given_back if each.is_lost]),
        own=sum_of(own, own[0].currency) if is_known else None,
        by_day=[DaySum(day, money) for day, money in by_day.items()],
    )


def _by_currency(moneys: Sequence[Money]) -> list[Money]:
    currencies = dict.fromkeys(each.currency for each in moneys)
    return [sum_of([each for each in moneys if each.currency == currency], currency) for currency in currencies]
