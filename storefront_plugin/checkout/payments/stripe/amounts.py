"""Amounts as Stripe counts them. Pure.

The table is Stripe's own (docs.stripe.com/currencies, as of July 2026) and no other will do: neither ISO 4217 nor CLDR
nor Intl agrees with it, and every difference is a factor of ten or a hundred on real money.
"""

from __future__ import annotations

from storefront_plugin.errors import AmountNotPayable, InexactAmount
from storefront_plugin.money import Currency, Money

_ZERO_DECIMAL = frozenset("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split())
# The live page says no more of these; the last digit has had to be 0 when it did, and 0 is right under either rule.
_THREE_DECIMAL = frozenset("BHD JOD KWD OMR TND".split())
# Without decimals today, yet still sent times a hundred; the page lists UGX among the zero-decimal ones as well.
_WHOLE_IN_HUNDREDTHS = frozenset("ISK UGX".split())

_MINIMUMS = {
    **dict.fromkeys("USD AUD BRL CAD CHF COP EUR IDR ILS INR NZD PHP RUB SGD ZAR ARS".split(), "0.50"),
    **dict.fromkeys("AED MYR PLN RON".split(), "2"),
    **dict.fromkeys("NOK SEK".split(), "3"),
    **dict.fromkeys("MXN THB".split(), "10"),
    **dict.fromkeys("JPY KRW".split(), "50"),
    "GBP": "0.30",
    "DKK": "2.50",
    "HKD": "4",
    "CZK": "15",
    "HUF": "175",
}


def to_stripe_amount(money: Money) -> int:
    """The whole number that Stripe takes for this amount: 1250 for 12.50 EUR, 500 for both 500 JPY and 5 ISK.

    Raises AmountNotPayable when it cannot be sent unchanged: 5.124 KWD, 0.50 MGA.
    """
    step = smallest_step(money.currency)
    if money.minor % step.minor:
        raise AmountNotPayable(amount=money, step=step)
    amount: int = money.minor * 10 ** _exponent(money.currency) // 10**money.currency.exponent
    return amount


def from_stripe_amount(amount: int, currency_code: str) -> Money:
    """What an amount of Stripe's is in our money; the code may be in lower case, as Stripe writes it.

    Raises UnknownCurrency, and InexactAmount where our currency has no such fraction: 501 in ISK.
    """
    currency = Currency.of(currency_code)
    minor, rest = divmod(amount * 10**currency.exponent, 10 ** _exponent(currency))
    if rest:
        raise InexactAmount(amount=amount, currency=currency)
    return Money(minor, currency)


def smallest_step(currency: str | Currency) -> Money:
    """The step that every payable amount is a multiple of: 0.010 KWD, 1.00 MGA, one minor unit nearly everywhere."""
    unit = Currency.of(currency)
    step = 10 if unit.code in _THREE_DECIMAL else 1
    return Money(max(1, step * 10**unit.exponent // 10 ** _exponent(unit)), unit)


def minimum_charge(currency: str | Currency) -> Money | None:
    """The least Stripe charges, as a hint; None where it depends on the merchant's account and the day's rate.

    Stripe converts to the account's own currency before it compares, so only its refusal is the last word.
    """
    unit = Currency.of(currency)
    least = _MINIMUMS.get(unit.code)
    return None if least is None else Money.of(least, unit)


def _exponent(currency: Currency) -> int:
    if currency.code in _ZERO_DECIMAL:
        return 0
    return 3 if currency.code in _THREE_DECIMAL else 2


def counts_whole_only(currency: Currency) -> bool:
    """Whether amounts are sent in hundredths, of which Stripe accepts full hundreds only."""
    return currency.code in _WHOLE_IN_HUNDREDTHS
