"""What pricing needs from whoever knows exchange rates."""

from __future__ import annotations

from typing import Protocol

from storefront_plugin.money import Currency
from storefront_plugin.pricing.rates import RateTable


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
