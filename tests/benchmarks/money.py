"""What it costs to write an amount and to convert one, against the same by hand and against the library of the field.

No amount comes twice, so that nothing can remember it. The floor is written by hand for one locale and one rate; Babel
and CurrencyConverter stand beside us, measured against that same floor.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import TypeVar

from babel import Locale
from babel.numbers import format_currency
from currency_converter import CurrencyConverter

from storefront_plugin.money import Currency, Money, format_money
from storefront_plugin.pricing.rates.exchange_rate import ExchangeRate
from storefront_plugin.pricing.rules.terms import Conversion, PriceTerms

EUR, USD = Currency.of("EUR"), Currency.of("USD")
MINORS = range(123_456, 133_456)
ROUNDS = 9
GERMAN = Locale.parse("de_DE")
A = TypeVar("A")


def rows() -> list[dict[str, object]]:
    """Microseconds for one call: by hand, ours or the library's, and the median ratio of rounds taken in turn."""
    moneys = [Money(minor, EUR) for minor in MINORS]
    amounts = [money.amount for money in moneys]
    ours = Conversion(EUR, USD, ExchangeRate(EUR, USD, Decimal("1.0847"), None, "bench"), PriceTerms())
    by_hand = _whole_numbers(ours.factor)
    library = partial(_library, CurrencyConverter(decimal=True))
    return [
        _compared("format a new amount", _german, _formatted, moneys),
        _compared("format a new amount, Babel", _german, _babel, amounts),
        _compared("convert an amount", by_hand, ours, MINORS),
        _compared("convert an amount, CurrencyConverter", by_hand, library, amounts),
    ]


def _german(minor: int) -> str:
    """Exact, and for euros in Germany alone."""
    whole, cents = divmod(abs(minor), 100)
    sign = "-" if minor < 0 else ""
    grouped = f"{whole:,}".replace(",", ".")
    return f"{sign}{grouped},{cents:02}\u00a0€"


def _formatted(money: Money) -> str:
    return format_money(money, "de-DE")


def _babel(amount: Decimal) -> str:
    return format_currency(amount, "EUR", locale=GERMAN)


def _whole_numbers(factor: Fraction) -> Callable[[int], int]:
    """By hand: to the nearest, halves up."""
    numerator, denominator = factor.numerator, factor.denominator

    def converted(minor: int) -> int:
        return (minor * numerator * 2 + denominator) // (2 * denominator)

    return converted


def _library(converter: CurrencyConverter, amount: Decimal) -> object:
    return converter.convert(amount, "EUR", "USD")


def _compared(
    name: str, floor: Callable[[int], object], measured: Callable[[A], object], amounts: Iterable[A]
) -> dict[str, object]:
    """Both in turn, round by round, so that a machine that slows down slows both."""
    timed = [(_microseconds(floor, MINORS), _microseconds(measured, amounts)) for _ in range(ROUNDS)]
    return {
        "page": name,
        "floor_us": round(statistics.median(least for least, _ in timed), 3),
        "ours_us": round(statistics.median(each for _, each in timed), 3),
        "ratio": round(statistics.median(each / least for least, each in timed), 3),
    }


def _microseconds(call: Callable[[A], object], amounts: Iterable[A]) -> float:
    begun = time.perf_counter()
    for amount in amounts:
        call(amount)
    return (time.perf_counter() - begun) / len(MINORS) * 1e6


if __name__ == "__main__":
    for row in rows():
        times = f"by hand {row['floor_us']:>7} us  measured {row['ours_us']:>7} us"
        print(f"  {row['page']:<40} {times}  ratio {row['ratio']}")
