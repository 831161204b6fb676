"""From what a source wrote to a table of rates, or the reason why there is none. Pure."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from storefront_plugin.errors import RateSourceFailed
from storefront_plugin.money import Currency, currency_codes
from storefront_plugin.pricing.rates.exchange_rate import ONE, RateTable
from storefront_plugin.texts import sf_

log = logging.getLogger(__name__)

# Fewer characters than Decimal would take: no underscores, no other scripts' digits, no exponent without end.
_NUMBER = re.compile(r"[0-9]{1,20}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

# Between any two currencies there are, in their worst inflation, and below what arithmetic can hold.
_LEAST, _MOST = Decimal("1e-15"), Decimal("1e15")

# As much of a foreign text as a message shows.
_SHOWN = 40


def table_of(quoted: Iterable[tuple[str, str]], *, base: Currency, as_of: date, source: str) -> RateTable:
    """The table of what was quoted, codes and ratios as they were written. Raises RateSourceFailed.

    A code that we do not know is left out and logged: a source may learn a currency before we do.
    """
    rates: dict[Currency, Decimal] = {}
    unknown = []
    for code, ratio in quoted:
        if code not in currency_codes():
            unknown.append(code)
            continue
        currency = Currency.of(code)
        if currency in rates:
            raise RateSourceFailed(source=source, reason=sf_("%(currency)s is there twice.", currency=currency))
        rates[currency] = _ratio(ratio, currency, source)
    if unknown:
        log.info("%s quotes currencies that are not known here: %.200r", source, unknown)
    if rates.pop(base, ONE) != ONE:
        raise RateSourceFailed(source=source, reason=sf_("One %(currency)s is not one there.", currency=base))
    if not rates:
        raise RateSourceFailed(source=source, reason=sf_("There are no rates in it."))
    return RateTable(base, as_of, source, rates)


def date_of(text: str, source: str) -> date:
    """A day written as 2026-11-20, and in no other way. Raises RateSourceFailed."""
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise RateSourceFailed(source=source, reason=sf_("“%(text)s” is not a date.", text=text[:_SHOWN]))


def _ratio(text: str, currency: Currency, source: str) -> Decimal:
    if _NUMBER.fullmatch(text) and _LEAST <= (ratio := Decimal(text)) <= _MOST:
        return ratio
    reason = sf_("“%(text)s” is not an exchange rate for %(currency)s.", text=text[:_SHOWN], currency=currency)
    raise RateSourceFailed(source=source, reason=reason)
