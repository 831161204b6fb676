"""Money: a whole number of minor units, and a Currency."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from storefront_plugin.errors import CurrencyMismatch, InexactAmount
from storefront_plugin.money.currency import Currency
from storefront_plugin.money.rounding import Rounding, shift

# 10**15 major units is above any price and below what a 64-bit column holds at three digits.
MOST_DIGITS = 15
# With those before the point they are fewer than `shift` keeps, so that EXACT never loses one unseen.
MOST_FRACTION_DIGITS = 40

# As Decimal writes a number; it would read 1_8 as well, which is a slip of the finger.
_WRITTEN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount that cannot be off by a fraction; arithmetic refuses to mix currencies."""

    minor: int
    currency: Currency

    def __post_init__(self) -> None:
        # A bool or a float would pass silently through all arithmetic below.
        if type(self.minor) is not int:
            raise InexactAmount(amount=self.minor, currency=self.currency)

    @staticmethod
    def of(amount: str | int | Decimal, currency: str | Currency, rounding: Rounding = Rounding.EXACT) -> Money:
        """Money from an amount in major units: "12.50", "EUR".

        Text and Decimal only, since a float is not the number it looks like. Raises InexactAmount for what is not a
        finite number, is absurdly large, or has more digits than the currency, unless a rounding is named.
        """
        unit = Currency.of(currency)
        is_written_oddly = isinstance(amount, str) and not _WRITTEN.fullmatch(amount.strip())
        if is_written_oddly or isinstance(amount, (float, bool)):
            raise InexactAmount(amount=amount, currency=unit)
        try:
            number = Decimal(amount)
            if (
                not number.is_finite()
                or number.adjusted() >= MOST_DIGITS
                or _fraction_digits(number) > MOST_FRACTION_DIGITS
            ):
                raise InexactAmount(amount=amount, currency=unit)
            return Money(rounding.to_step(shift(number, unit.exponent)), unit)
        except (InvalidOperation, ValueError, TypeError):
            raise InexactAmount(amount=amount, currency=unit) from None

    @staticmethod
    def from_minor(minor: int, currency: str | Currency) -> Money:
        """Money from a whole number of minor units: 1250, "EUR"."""
        return Money(minor, Currency.of(currency))

    @staticmethod
    def zero(currency: str | Currency) -> Money:
        return Money(0, Currency.of(currency))

    @property
    def amount(self) -> Decimal:
        """The amount in major units, exact, with the currency's digits: Decimal("12.50")."""
        return shift(Decimal(self.minor), -self.currency.exponent)

    def __add__(self, other: Money) -> Money:
        return replace(self, minor=self.minor + self._same(other))

    def __sub__(self, other: Money) -> Money:
        return replace(self, minor=self.minor - self._same(other))

    def __mul__(self, times: int) -> Money:
        if type(times) is not int:
            return NotImplemented
        return replace(self, minor=self.minor * times)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return replace(self, minor=-self.minor)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def split(self, parts: int) -> list[Money]:
        """Equal parts that sum to the whole; the first ones carry what does not divide."""
        return self.allocate([1] * parts)

    def allocate(self, weights: Sequence[int]) -> list[Money]:
        """Parts in proportion to whole, non-negative weights; they sum to the whole.

        Each part is rounded towards zero and the minor units left over go one each to the first parts of weight.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError(f"weights must be whole, not negative, and not all zero: {weights!r}")
        sign = -1 if self.minor < 0 else 1
        shares = [abs(self.minor) * weight // total for weight in weights]
        left = abs(self.minor) - sum(shares)
        for index, weight in enumerate(weights):
            if left and weight:
                shares[index] += 1
                left -= 1
        return [replace(self, minor=sign * share) for share in shares]

    def _same(self, other: Money) -> int:
        if not isinstance(other, Money):
            raise TypeError(f"Money cannot be combined with {type(other).__name__}")
        if self.currency != other.currency:
            raise CurrencyMismatch(left=self.currency, right=other.currency)
        return other.minor


def total(moneys: Sequence[Money], currency: str | Currency) -> Money:
    """The sum, which is zero of that currency for none. Raises CurrencyMismatch for any other currency."""
    result = Money.zero(currency)
    for money in moneys:
        result += money
    return result


def _fraction_digits(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
