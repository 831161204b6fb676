"""The price that a reduction must be measured against: the lowest of the thirty days before it began. Pure.

Directive 98/6/EC, article 6a, and the Court of Justice, C-330/23 of 26 September 2024: a percentage, or a word such as
"bargain", refers to that lowest price, and not to the one that stood last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storefront_plugin.money import Money

DAYS = 30


@dataclass(frozen=True, slots=True)
class PriceThen:
    """What a product cost from a moment on, until the next of its history."""

    from_at: datetime
    money: Money


def lowest_before(history: Sequence[PriceThen], reduction_began_at: datetime, days: int = DAYS) -> Money | None:
    """The lowest price in force at any time of the days before; None where none is known. The oldest comes first.

    What was in force as the days began counts as well. Of a market that has changed its currency since, only prices in
    the latest one are compared.
    """
    since = reduction_began_at - timedelta(days=days)
    before = [each for each in history if each.from_at < reduction_began_at]
    if not before:
        return None
    at_first = max((each.from_at for each in before if each.from_at <= since), default=since)
    currency = before[-1].money.currency
    return min(each.money for each in before if each.from_at >= at_first and each.money.currency == currency)


def began_at(history: Sequence[PriceThen], reduced: Money, now: datetime) -> datetime:
    """When a reduction without a first moment began: as its price was recorded, and now where that was not yet."""
    last = history[-1] if history else None
    return last.from_at if last and last.money == reduced else now
