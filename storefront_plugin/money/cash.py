"""What can be paid in coins and notes, where that is coarser than the currency's minor unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from babel.core import get_global

from storefront_plugin.money.currency import Currency
from storefront_plugin.money.money import Money
from storefront_plugin.money.rounding import Rounding


@dataclass(frozen=True, slots=True)
class CashStep:
    """The least amount in coins, since the day that the smaller ones were taken out of use, and who says so."""

    step: str
    since: date
    source: str


# Where CLDR 47, which Babel carries, tells none; CLDR 48 tells that of HUF.
STEPS: Mapping[str, CashStep] = {
    "AUD": CashStep("0.05", date(1992, 2, 1), "Royal Australian Mint"),
    "HUF": CashStep("5", date(2008, 3, 1), "Act III of 2008"),
    "ILS": CashStep("0.10", date(2008, 1, 1), "Bank of Israel"),
    "MYR": CashStep("0.05", date(2008, 4, 1), "Bank Negara Malaysia"),
    "NZD": CashStep("0.10", date(2006, 11, 1), "Reserve Bank of New Zealand"),
}


@cache
def cash_step(currency: Currency) -> Money:
    """The least amount that cash is paid in: CHF 0.05, HUF 5. The euro's is a cent, though some countries round."""
    if known := STEPS.get(currency.code):
        return Money.of(known.step, currency)
    fractions = get_global("currency_fractions")
    *_, digits, step = fractions.get(currency.code, fractions["DEFAULT"])
    return Money.of(Decimal(step or 1).scaleb(-digits), currency)


def to_cash(money: Money) -> tuple[Money, Money]:
    """What is paid in cash, the nearest step with halves up, and how much that is more than the amount, or less."""
    step = cash_step(money.currency).minor
    paid = Money(Rounding.HALF_UP.to_step(money.minor, step), money.currency)
    return paid, paid - money
