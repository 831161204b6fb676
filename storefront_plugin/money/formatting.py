"""Money as people write it where they live. Babel's patterns; the amount is never rounded here."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from babel.numbers import format_currency, get_currency_precision

from storefront_plugin.money.money import Money


@lru_cache(maxsize=4096)
def format_money(money: Money, locale: str) -> str:
    """The amount in the locale's way (a BCP 47 tag): 12.50 EUR in de-DE is “12,50 €”.

    Shown with as many digits as CLDR gives the currency, and with all of the ledger's where that would hide some:
    what is printed is what is charged.
    """
    shown_digits = get_currency_precision(money.currency.code)
    hidden = money.currency.exponent - shown_digits
    exact = hidden <= 0 or money.minor % 10**hidden == 0
    return format_currency(
        money.amount,
        money.currency.code,
        locale=parsed_locale(locale),
        decimal_quantization=exact,
    )


@lru_cache(maxsize=512)
def parsed_locale(tag: str) -> Locale:
    """Babel's locale for a BCP 47 tag. Raises babel.UnknownLocaleError."""
    return Locale.parse(tag, sep="-")
