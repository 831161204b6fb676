"""A price list with all of its prices, and what a new one changes. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storefront_plugin.money import Currency, Money
from storefront_plugin.pricing.lists.price_list import ListedPrice, PriceList


@dataclass(frozen=True, slots=True)
class PriceTable:
    """`prices` are minor units of the currency, by sku: a whole number takes a quarter of the memory of a Money."""

    list: PriceList
    currency: Currency
    prices: Mapping[str, int]

    def entry(self, sku: str) -> ListedPrice | None:
        minor = self.prices.get(sku)
        return None if minor is None else ListedPrice(self.list, Money(minor, self.currency))


@dataclass(frozen=True, slots=True)
class TableChange:
    """What comes in the place of what stands; `before` is None where nothing of that name does.

    The skus that are only in one of the two, and those with another price, each in the order of its table.
    """

    before: PriceTable | None
    after: PriceTable
    added: Sequence[str]
    removed: Sequence[str]
    changed: Sequence[str]

    @property
    def unchanged_count(self) -> int:
        return len(self.after.prices) - len(self.added) - len(self.changed)


def compare(before: PriceTable | None, after: PriceTable) -> TableChange:
    """What replacing the one table by the other changes."""
    old: Mapping[str, int] = before.prices if before else {}
    same_currency = before is None or before.currency == after.currency
    return TableChange(
        before,
        after,
        added=[sku for sku in after.prices if sku not in old],
        removed=[sku for sku in old if sku not in after.prices],
        changed=[
            sku for sku, minor in after.prices.items() if sku in old and not (same_currency and old[sku] == minor)
        ],
    )
