"""Exchange rates: exact ratios with their source and date, in tables that are asked in order. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from storefront_plugin.errors import InvalidRate, NoRate
from storefront_plugin.money import Currency
from storefront_plugin.money.rounding import divide

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """How many of the target one of the base is. `as_of` is None for a rate that holds until somebody changes it."""

    base: Currency
    target: Currency
    ratio: Decimal
    as_of: date | None
    source: str

    def __post_init__(self) -> None:
        if not self.ratio.is_finite() or self.ratio <= 0:
            raise InvalidRate(ratio=self.ratio, base=self.base, target=self.target)


@dataclass(frozen=True, slots=True)
class RateTable:
    """One source's rates of one day, each per one unit of the table's base."""

    base: Currency
    as_of: date | None
    source: str
    rates: Mapping[Currency, Decimal]

    def __post_init__(self) -> None:
        object.__setattr__(self, "rates", MappingProxyType({**self.rates, self.base: ONE}))
        for target, ratio in self.rates.items():
            ExchangeRate(self.base, target, ratio, self.as_of, self.source)

    def quotes(self, currency: Currency) -> bool:
        return currency in self.rates

    def rate(self, base: Currency, target: Currency) -> ExchangeRate:
        """The rate between any two of the table's currencies. Raises NoRate.

        Between two that are not the table's base it is the cross rate, a quotient that nobody has rounded.
        """
        if base not in self.rates or target not in self.rates:
            raise NoRate(base=base, target=target)
        return ExchangeRate(base, target, divide(self.rates[target], self.rates[base]), self.as_of, self.source)


@dataclass(frozen=True, slots=True)
class ChainedRates:
    """Several tables in order, the merchant's own first: the first that quotes both currencies has the say."""

    tables: Sequence[RateTable]

    def rate(self, base: Currency, target: Currency) -> ExchangeRate:
        """Raises NoRate when no table quotes both; two tables are never mixed into one rate."""
        for table in self.tables:
            if table.quotes(base) and table.quotes(target):
                return table.rate(base, target)
        raise NoRate(base=base, target=target)
