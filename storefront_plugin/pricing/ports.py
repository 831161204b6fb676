"""What pricing needs from whoever knows exchange rates and the prices that somebody set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from storefront_plugin.money import Currency
from storefront_plugin.pricing.lists.price_list import ListedPrice
from storefront_plugin.pricing.rates.exchange_rate import RateTable
from storefront_plugin.pricing.rates.freshness import StandingRate


class RateSource(Protocol):
    """One place that exchange rates come from."""

    @property
    def name(self) -> str:
        """What people read in explanations and logs: "ECB, bundled snapshot"."""
        ...

    def fetch(self, base: Currency) -> RateTable | None:
        """The latest table that quotes the base; None when this source does not quote it.

        The table may be written against another currency: cross rates are the table's affair, at full precision.
        Raises RateSourceFailed when the source does quote it but could not answer in time: the caller logs it and
        asks the next.
        """
        ...


class RatesInForce(Protocol):
    """The rates from the shop's own currency that prices are made with."""

    def in_force(self) -> Mapping[Currency, StandingRate]:
        """By target; what has no rate is not there. The same object until something changes, and quickly."""
        ...


class ListedPrices(Protocol):
    """The entries of all price lists."""

    def of(self, market: str, sku: str) -> Sequence[ListedPrice]:
        """What the lists of this market (by its key) say of a product, open or not; quickly, asked for each price."""
        ...

    def ensure_known(self, market: str) -> None:
        """Have the lists of this market read where they could not be so far. Raises DatabaseNotReady."""
        ...
