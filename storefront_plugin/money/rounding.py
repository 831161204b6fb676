"""Rounding is always named. EXACT is the one that refuses to round."""

from __future__ import annotations

import decimal
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

# Far wider than any price, and ours: a host that changed the thread's decimal context does not change our money.
_WIDE = decimal.Context(prec=60, traps=[decimal.InvalidOperation, decimal.DivisionByZero])


class Rounding(StrEnum):
    """How to come to a whole number of steps; the values are the names used in settings."""

    EXACT = "exact"
    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    UP = "up"
    DOWN = "down"
    CEILING = "ceiling"
    FLOOR = "floor"

    def to_step(self, number: Fraction | Decimal | int, step: int = 1) -> int:
        """The multiple of step that this mode comes to: 1513.7 to a step of 100, CEILING, is 1600.

        Of the number itself, never of a quotient that was rounded before. EXACT raises ValueError where it is none.
        """
        numerator, denominator = number.as_integer_ratio()
        return self.quotient(numerator, denominator * step) * step

    @property
    def quotient(self) -> Callable[[int, int], int]:
        """Division of whole numbers in this mode, by a divisor above zero. EXACT raises ValueError for a remainder."""
        return _QUOTIENTS[self]


def _exact(number: int, divisor: int) -> int:
    whole, rest = divmod(number, divisor)
    if rest:
        raise ValueError(number, divisor)
    return whole


def _half_up(number: int, divisor: int) -> int:
    twice = 2 * divisor
    return (2 * number + divisor) // twice if number >= 0 else -((divisor - 2 * number) // twice)


def _half_even(number: int, divisor: int) -> int:
    whole, rest = divmod(number, divisor)
    return whole + (2 * rest > divisor or (2 * rest == divisor and whole % 2 == 1))


def _up(number: int, divisor: int) -> int:
    return -(-number // divisor) if number >= 0 else number // divisor


def _down(number: int, divisor: int) -> int:
    return number // divisor if number >= 0 else -(-number // divisor)


_QUOTIENTS: Mapping[Rounding, Callable[[int, int], int]] = {
    Rounding.EXACT: _exact,
    Rounding.HALF_UP: _half_up,
    Rounding.HALF_EVEN: _half_even,
    Rounding.UP: _up,
    Rounding.DOWN: _down,
    Rounding.CEILING: lambda number, divisor: -(-number // divisor),
    Rounding.FLOOR: lambda number, divisor: number // divisor,
}


def shift(number: Decimal, places: int) -> Decimal:
    """The number times ten to the power of places, exact to 60 digits."""
    return _WIDE.scaleb(number, Decimal(places))


def divide(left: Decimal, right: Decimal) -> Decimal:
    """A quotient with 60 digits, whatever the thread's decimal context says."""
    return _WIDE.divide(left, right)


def multiply(left: Decimal, right: Decimal) -> Decimal:
    """A product with 60 digits, whatever the thread's decimal context says."""
    return _WIDE.multiply(left, right)


def add(left: Decimal, right: Decimal) -> Decimal:
    """A sum with 60 digits, whatever the thread's decimal context says."""
    return _WIDE.add(left, right)
