"""How one market's prices are made from the shop's own: rate, taxes, margin, step, ending, floor. Pure.

All of it is compiled into one fraction of whole numbers, so that a price is a multiplication and a division, rounded
once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from storefront_plugin.errors import AmountTooLarge, CurrencyMismatch
from storefront_plugin.money import Currency, Money, Rounding
from storefront_plugin.pricing.rates.exchange_rate import ExchangeRate

ZERO = Decimal(0)
# What a database keeps of a price.
MOST_MINOR = 2**63 - 1


@dataclass(frozen=True, slots=True)
class PriceTerms:
    """One market's rule. Shares are of one: 0.03 is 3 %; no step means the currency's smallest unit.

    `margin` is on what is converted, `adjustment` on everything sold in the market. `ending` is what is added after
    the step (−0.01 for prices such as 8.99); a mirrored ending is the base price's own distance from a whole unit.
    """

    margin: Decimal = ZERO
    adjustment: Decimal = ZERO
    step: Money | None = None
    rounding: Rounding = Rounding.HALF_UP
    ending: Money | None = None
    mirrors_ending: bool = False
    floor: Money | None = None

    def for_delivery(self) -> PriceTerms:
        """The same for what is no product: nobody expects 3.99 or a least price of carriage."""
        return PriceTerms(margin=self.margin, step=self.step, rounding=self.rounding)


@dataclass(frozen=True, slots=True)
class TaxShift:
    """The taxes that the shop's own price contains, and those that the market's shown price does: 0.19 is 19 %."""

    contained: Decimal = ZERO
    shown: Decimal = ZERO

    @property
    def factor(self) -> Fraction:
        return (1 + Fraction(self.shown)) / (1 + Fraction(self.contained))


NO_SHIFT = TaxShift()


@dataclass(frozen=True, slots=True)
class Conversion:
    """From minor units of the base to those of the target. Raises CurrencyMismatch for parts of other currencies."""

    base: Currency
    target: Currency
    rate: ExchangeRate | None
    terms: PriceTerms
    tax: TaxShift = NO_SHIFT
    # The market's own currency, where it has no rate that may be used, and the shop's stands in for it.
    instead_of: Currency | None = None
    # One target step is `_denominator / _numerator` base units.
    _numerator: int = field(init=False)
    _denominator: int = field(init=False)
    _step: int = field(init=False)
    _divide: Callable[[int, int], int] = field(init=False)
    _has_ending: bool = field(init=False)
    # The same fraction without the margin, which no ending may eat up; zero where there is none.
    _worth: Fraction = field(init=False)
    _floor: int = field(init=False)

    def __post_init__(self) -> None:
        terms = self.terms
        for found in (terms.step, terms.ending, terms.floor):
            if found and found.currency != self.target:
                raise CurrencyMismatch(left=found.currency, right=self.target)
        for got, wanted in ((self.rate and self.rate.base, self.base), (self.rate and self.rate.target, self.target)):
            if got and got != wanted:
                raise CurrencyMismatch(left=got, right=wanted)
        step = terms.step.minor if terms.step else 1
        per_step = self.factor / step
        for name, value in {
            "_numerator": per_step.numerator,
            "_denominator": per_step.denominator,
            "_step": step,
            "_divide": terms.rounding.quotient,
            "_has_ending": terms.ending is not None or terms.mirrors_ending,
            "_worth": self.factor / (1 + Fraction(terms.margin)) if self.rate and terms.margin else Fraction(0),
            "_floor": terms.floor.minor if terms.floor else 0,
        }.items():
            object.__setattr__(self, name, value)

    @property
    def factor(self) -> Fraction:
        """What one base minor unit is in target minor units, before any rounding."""
        factor = self.tax.factor * (1 + Fraction(self.terms.adjustment))
        if self.rate is not None:
            shift = Fraction(10) ** (self.target.exponent - self.base.exponent)
            factor *= Fraction(self.rate.ratio) * (1 + Fraction(self.terms.margin)) * shift
        return factor

    def __call__(self, minor: int) -> int:
        """The price: rounded once, to a step, then ended. What is free stays free; a discount has no ending.

        A price above zero never becomes zero: the least step stands. An ending that would take it to zero, below the
        floor, or below what it is without the margin, is left out. Raises AmountTooLarge.
        """
        found = self._divide(minor * self._numerator, self._denominator) * self._step
        if minor <= 0:
            return found
        if found <= 0:
            found = self._step
        if self._has_ending:
            ended = found + self.ending_of(minor)
            if self.may_end_at(ended, minor):
                found = ended
        if found > MOST_MINOR:
            raise AmountTooLarge(amount=Money(minor, self.base), currency=self.target)
        return found if found >= self._floor else self._floor

    def may_end_at(self, ended: int, minor: int) -> bool:
        """Whether the price of this base, with its ending, is not too little."""
        return ended > 0 and ended >= self._floor and ended * self._worth.denominator >= minor * self._worth.numerator

    def exact(self, minor: int) -> Fraction:
        """The price in minor units before any rounding."""
        return minor * self.factor

    def ending_of(self, minor: int) -> int:
        """What is added to the rounded price of this base, in minor units of the target; 0 where it has no such."""
        if not self.terms.mirrors_ending:
            return self.terms.ending.minor if self.terms.ending else 0
        distance = -minor % 10**self.base.exponent
        mirrored = Fraction(distance) * Fraction(10) ** (self.target.exponent - self.base.exponent)
        return -mirrored.numerator if mirrored.denominator == 1 else 0
