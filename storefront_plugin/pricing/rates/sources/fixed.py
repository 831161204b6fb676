"""The merchant's own rates, from the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from storefront_plugin.money import Currency
from storefront_plugin.pricing.rates.exchange_rate import RateTable


@dataclass(frozen=True, slots=True)
class FixedRates:
    """Rates per one unit of `base`, the shop's own currency; they have no date, since they hold until changed."""

    base: Currency
    rates: Mapping[Currency, Decimal]
    name: str = "fixed by the merchant"

    def fetch(self, base: Currency) -> RateTable | None:
        if not self.rates or (base != self.base and base not in self.rates):
            return None
        return RateTable(self.base, None, self.name, self.rates)
