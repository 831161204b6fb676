"""The merchant's own rates, from the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from storefront_plugin.money import Currency
from storefront_plugin.pricing.rates.exchange_rate import RateTable
from storefront_plugin.texts import Text, sf_

# Its English is the source that orders, quotes and answers carry: data, which stays as it is.
_BY_THE_MERCHANT = sf_("fixed by the merchant")


@dataclass(frozen=True, slots=True)
class FixedRates:
    """Rates per one unit of `base`, the shop's own currency; they have no date, since they hold until changed."""

    base: Currency
    rates: Mapping[Currency, Decimal]
    name: str = _BY_THE_MERCHANT.msgid

    def fetch(self, base: Currency) -> RateTable | None:
        if not self.rates or (base != self.base and base not in self.rates):
            return None
        return RateTable(self.base, None, self.name, self.rates)


def told_source(source: str) -> Text | str:
    """A rate's source for a reader: a feed's own name, or in her language that the merchant fixed it."""
    return _BY_THE_MERCHANT if source == _BY_THE_MERCHANT.msgid else source
