"""In every locale that Babel knows, and for every currency of ours, an amount is written as Babel writes it.

Ours are those of ISO 4217 today, and those of the past that an order may still be in. Babel also names historic ones,
such as the mark and the franc: Currency refuses these, so that there is no amount in them to be written.
"""

import pytest
from babel import Locale
from babel.localedata import locale_identifiers
from babel.numbers import format_currency, get_currency_precision, get_minus_sign_symbol

from storefront_plugin.errors import UnknownCurrency
from storefront_plugin.money import Currency, Money, currency_codes, format_money

LOCALES = {name.replace("_", "-"): Locale.parse(name) for name in locale_identifiers()}
CURRENCIES = [Currency.of(code) for code in sorted(currency_codes())]
# As many digits before the point as CLDR groups by, and no digit of it hidden; the sign makes it the longer pattern.
LONG = -123456789019
# Nothing, the least amounts, amounts at each border of a group, and digits that CLDR shows only where they count.
AMOUNTS = (0, 1, -1, 9, 10, -10, 99, 100, 12300, -12310, 99999, 100000, 123456, -999999, 10**8, 10**11, 10**15)
# Two digits, none, three and four; digits that CLDR hides; the symbol that ends in a mark of direction.
SAMPLES = [Currency.of(code) for code in ("EUR", "JPY", "KWD", "CLF", "AFN", "EGP")]


def of_babel(money, locale):
    hidden = 10 ** max(0, money.currency.exponent - get_currency_precision(money.currency.code))
    exact = money.minor % hidden == 0
    shown = format_currency(money.amount, money.currency.code, locale=locale, decimal_quantization=exact)
    # The one difference: Babel leaves the hyphen of its patterns where the locale has a minus sign of its own.
    return shown.replace("-", get_minus_sign_symbol(locale), 1) if money.minor < 0 else shown


def differences(moneys):
    """Each locale and amount that is written in another way, with both ways."""
    return [
        (tag, str(money), ours, theirs)
        for tag, locale in LOCALES.items()
        for money in moneys
        if (ours := format_money(money, tag)) != (theirs := of_babel(money, locale))
    ]


def test_babel_knows_all_locales_that_are_compared():
    assert len(LOCALES) > 1000


@pytest.mark.parametrize("code", ["DEM", "FRF", "SUR", "XXX"])
def test_a_historic_currency_that_babel_names_is_none_of_ours(code):
    assert code in Locale("en").currencies
    with pytest.raises(UnknownCurrency):
        Currency.of(code)


def test_every_currency_in_every_locale():
    assert not differences([Money(LONG, currency) for currency in CURRENCIES])


@pytest.mark.parametrize("currency", SAMPLES, ids=str)
def test_amounts_of_all_sizes_in_every_locale(currency):
    assert not differences([Money(minor, currency) for minor in AMOUNTS])
