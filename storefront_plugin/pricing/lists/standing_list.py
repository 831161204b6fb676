"""A price list as the merchant sees it: for whom, until when, how many prices, and whether it counts. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storefront_plugin.money import Currency
from storefront_plugin.pricing.lists.price_list import PriceList


class State(StrEnum):
    """Whether a list counts now. UNUSABLE: its market is gone, or pays in another currency than at the import."""

    OPEN = "open"
    COMING = "coming"
    ENDED = "ended"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class StandingList:
    """`imported_at` is None for a list of the settings."""

    list: PriceList
    currency: Currency
    price_count: int
    state: State
    imported_at: datetime | None = None


def decide_state(list_: PriceList, *, now: datetime, is_usable: bool = True) -> State:
    if not is_usable:
        return State.UNUSABLE
    if list_.is_open(now):
        return State.OPEN
    return State.ENDED if list_.ends_at is not None and list_.ends_at <= now else State.COMING
