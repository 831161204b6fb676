"""Where one currency took another's place: from which day on, and at which rate by law. Facts, with their sources.

The euro's rates are those of Council Regulation (EC) 2866/98 as amended, and its rounding is that of Regulation (EC)
1103/97, article 5: to the nearest cent, halves up. The other days are those of ISO 4217 as the EU's Publications
Office lists its amendments (Interinstitutional Style Guide, annex A5), and of CLDR 47 (`territory_currencies`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from storefront_plugin.errors import CurrencyMismatch
from storefront_plugin.money.currency import Currency
from storefront_plugin.money.money import Money
from storefront_plugin.money.rounding import Rounding


@dataclass(frozen=True, slots=True)
class Changeover:
    """From the day `on`, prices in these countries are in the new currency; `rate` is how much old makes one new.

    Cash of the old one was often taken beside it for some weeks longer.
    """

    old: Currency
    new: Currency
    on: date
    rate: Fraction
    countries: tuple[str, ...]

    def convert(self, money: Money) -> Money:
        """What an amount in the old currency is by law in the new one. Raises CurrencyMismatch for any other."""
        if money.currency != self.old:
            raise CurrencyMismatch(left=money.currency, right=self.old)
        exact = money.minor * Fraction(10) ** (self.new.exponent - self.old.exponent) / self.rate
        return Money(Rounding.HALF_UP.to_step(exact), self.new)


def _changeover(old: str, new: str, on: str, rate: str, countries: str) -> Changeover:
    codes = tuple(countries.split())
    return Changeover(Currency.of(old), Currency.of(new), date.fromisoformat(on), Fraction(rate), codes)


CHANGEOVERS = (
    _changeover("SKK", "EUR", "2009-01-01", "30.1260", "SK"),
    _changeover("EEK", "EUR", "2011-01-01", "15.6466", "EE"),
    _changeover("LVL", "EUR", "2014-01-01", "0.702804", "LV"),
    _changeover("LTL", "EUR", "2015-01-01", "3.45280", "LT"),
    _changeover("BYR", "BYN", "2016-07-01", "10000", "BY"),
    _changeover("MRO", "MRU", "2018-01-01", "10", "MR"),
    _changeover("STD", "STN", "2018-01-01", "1000", "ST"),
    # VED, of 2021, is the same money as VES at a millionth, and CLDR knows it as no tender.
    _changeover("VEF", "VES", "2018-08-20", "100000", "VE"),
    # Day zero of Cuba's monetary reform, by Decree-Law 17 of 2020: 24 pesos for each convertible one.
    _changeover("CUC", "CUP", "2021-01-01", "1/24", "CU"),
    _changeover("SLL", "SLE", "2022-07-01", "1000", "SL"),
    _changeover("HRK", "EUR", "2023-01-01", "7.53450", "HR"),
    # Balances became ZiG in April 2024 by Statutory Instrument 60 of 2024, at the Reserve Bank's factor for April 8;
    # its code is of June 25 (ISO 4217 amendment 177).
    _changeover("ZWL", "ZWG", "2024-06-25", "2498.7242", "ZW"),
    _changeover("ANG", "XCG", "2025-03-31", "1", "CW SX"),
    _changeover("BGN", "EUR", "2026-01-01", "1.95583", "BG"),
)


_BY_OLD = {each.old: each for each in CHANGEOVERS}


def ended(currency: Currency, on: date) -> Changeover | None:
    """What ended this currency by that day; None while it is money, or where we know of no successor."""
    found = _BY_OLD.get(currency)
    return found if found and found.on <= on else None
