"""Price lists: amounts that somebody set for a market, for a while, for some customers. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from storefront_plugin.money import Money

_ALWAYS = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PriceList:
    """What its prices have in common. `starts_at` is the first moment, `ends_at` the first one after; None is open.

    Without a name it is the shop itself that says so. `audience` names the customers it is for, empty for everybody. A
    sale is a reduction that will end: beside it the law of the European Union wants the lowest price of the thirty days
    before.
    """

    name: str
    market: str
    audience: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_sale: bool = False

    def is_open(self, now: datetime) -> bool:
        return (self.starts_at is None or self.starts_at <= now) and (self.ends_at is None or now < self.ends_at)

    def is_for(self, audiences: Collection[str]) -> bool:
        return not self.audience or self.audience in audiences


@dataclass(frozen=True, slots=True)
class ListedPrice:
    """One amount of one list, in its market's currency."""

    list: PriceList
    money: Money


def choose(
    listed: Iterable[ListedPrice], *, now: datetime, audiences: Collection[str] = (), with_sales: bool = True
) -> ListedPrice | None:
    """The one that counts for this product now; None where none does.

    A list for some customers comes before one for everybody, then the one that began last, then the first by name: a
    sale of two weeks stands above the season's list, and that above the standing one.
    """
    open_ones = [
        each
        for each in listed
        if each.list.is_open(now) and each.list.is_for(audiences) and (with_sales or not each.list.is_sale)
    ]
    open_ones.sort(key=lambda each: each.list.name)
    return max(open_ones, key=_rank, default=None)


def _rank(each: ListedPrice) -> tuple[bool, datetime]:
    # max() takes the first of equals.
    return bool(each.list.audience), each.list.starts_at or _ALWAYS
