"""Rates, shares, days and moments as the reader of this request writes them; sentences and Money are the Reader's."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent, get_minus_sign_symbol, get_plus_sign_symbol

from storefront_plugin.money.formatting import isolated, parsed_locale
from storefront_plugin.pricing.rates.sources.fixed import told_source
from storefront_plugin.web import speech

_DIGITS = 6
_THOUSANDTH = Decimal("0.001")


def ratio(exact: Decimal) -> str:
    """With as many digits as people compare: 1.17034 or 21,040.5."""
    shown = Decimal(f"{exact:.{_DIGITS}g}")
    return _apart(format_decimal(shown, locale=_locale(), decimal_quantization=False))


def share(exact: Decimal) -> str:
    """With its sign, to the tenth of a percent: +2.4 %."""
    rounded = exact.quantize(_THOUSANDTH)
    sign = get_minus_sign_symbol(_locale()) if rounded < 0 else get_plus_sign_symbol(_locale())
    return _apart(f"{sign}{format_percent(abs(rounded), locale=_locale(), decimal_quantization=False)}")


def source(of: str) -> str:
    """Where a rate is from: ECB, or fixed by the merchant."""
    told = told_source(of)
    return told if isinstance(told, str) else speech.say(told)


def count(of: int) -> str:
    """A number of things: 12,345."""
    return _apart(format_decimal(of, locale=_locale()))


def day(of: date) -> str:
    return _apart(format_date(of, "medium", locale=_locale()))


def moment(of: datetime) -> str:
    """In UTC, as the settings name moments."""
    return _apart(f"{format_datetime(of, 'short', tzinfo=UTC, locale=_locale())} UTC")


def _locale() -> Locale:
    return parsed_locale(speech.locale())


def _apart(text: str) -> str:
    return isolated(text, speech.locale())
