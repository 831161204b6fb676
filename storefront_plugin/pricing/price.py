"""One product's price in one market, made from its base price by a rule that can be said in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from storefront_plugin.errors import CurrencyMismatch, NoRate
from storefront_plugin.markets.edition import Market, TaxDisplay
from storefront_plugin.money import Money, Rounding
from storefront_plugin.money.rounding import add, multiply, shift
from storefront_plugin.pricing.rates import ONE, ExchangeRate
from storefront_plugin.texts import Text, sf_, sf_p

ZERO = Decimal(0)
# How many digits of a ratio people are shown; the rule uses all of them.
_SHOWN_DIGITS = 8


@dataclass(frozen=True, slots=True)
class PriceTerms:
    """How one market's prices are made: 0.03 is a margin of 3 %; no step means the currency's smallest unit."""

    margin: Decimal = ZERO
    step: Money | None = None
    rounding: Rounding = Rounding.HALF_UP


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit costs in a market, and what that was made of; `rate` is None where nothing was converted."""

    money: Money
    base: Money
    rate: ExchangeRate | None
    margin: Decimal
    step: Money | None
    rounding: Rounding
    tax_display: TaxDisplay

    def explain(self) -> list[Text]:
        """Why this price, one sentence for each step from the base price."""
        said = [sf_("The shop’s own price is %(base)s.", base=self.base)]
        if self.rate is None:
            said.append(sf_("This market pays in the same currency, so nothing is converted."))
        else:
            said += self._explain_conversion(self.rate)
        if self.tax_display is TaxDisplay.NET:
            said.append(sf_("The price is %(money)s, before taxes.", money=self.money))
        else:
            said.append(sf_("The price is %(money)s, taxes included.", money=self.money))
        return said

    def _explain_conversion(self, rate: ExchangeRate) -> list[Text]:
        values = {"base": rate.base, "target": rate.target, "ratio": _short(rate.ratio), "source": rate.source}
        said = [
            sf_("1 %(base)s is %(ratio)s %(target)s (%(source)s).", **values)
            if rate.as_of is None
            else sf_("1 %(base)s is %(ratio)s %(target)s (%(source)s, %(date)s).", **values, date=rate.as_of)
        ]
        if self.margin:
            said.append(
                sf_(
                    "With the shop’s margin of %(percent)s %% it is %(ratio)s %(target)s.",
                    percent=_short(shift(self.margin, 2)),
                    ratio=_short(with_margin(rate, self.margin)),
                    target=rate.target,
                )
            )
        exact = exact_minor(self.base, rate, self.margin)
        said.append(
            sf_(
                "That makes %(exact)s %(target)s, rounded to a multiple of %(step)s (%(rounding)s).",
                exact=_short(shift(exact, -rate.target.exponent)),
                target=rate.target,
                step=self.step or Money(1, rate.target),
                rounding=_ROUNDINGS[self.rounding],
            )
        )
        if self.base.minor > 0 and self.rounding.to_step(exact, _step_minor(self.step)) <= 0:
            said.append(sf_("What is sold is never free: the least step stands."))
        return said


def decide_price(base: Money, market: Market, rate: ExchangeRate | None, terms: PriceTerms) -> Price:
    """The price of one unit: base x rate x (1 + margin), rounded once, to the market's step.

    In the base's own currency it is the base price itself, without margin or step. A price above zero that would round
    to zero becomes the least step instead: a cheap thing stays on sale, and is never given away. Raises NoRate where
    there is none, CurrencyMismatch for a rate or a step of other currencies.
    """
    if base.currency == market.currency:
        return Price(base, base, None, ZERO, None, terms.rounding, market.tax_display)
    if rate is None:
        raise NoRate(base=base.currency, target=market.currency)
    for found in (rate.target, terms.step and terms.step.currency):
        if found and found != market.currency:
            raise CurrencyMismatch(left=found, right=market.currency)
    step = _step_minor(terms.step)
    minor = terms.rounding.to_step(exact_minor(base, rate, terms.margin), step)
    if base.minor > 0 and minor <= 0:
        minor = step
    money = Money(minor, market.currency)
    return Price(money, base, rate, terms.margin, terms.step, terms.rounding, market.tax_display)


def exact_minor(base: Money, rate: ExchangeRate, margin: Decimal) -> Decimal:
    """The price in minor units before any rounding."""
    return multiply(rate.exact_minor(base), add(ONE, margin))


def with_margin(rate: ExchangeRate, margin: Decimal) -> Decimal:
    """The ratio that the shopper gets: 0.90867 with 1.5 % is 0.92230005."""
    return multiply(rate.ratio, add(ONE, margin))


def _step_minor(step: Money | None) -> int:
    return step.minor if step else 1


def _short(number: Decimal) -> str:
    """Enough digits for people, without an exponent or trailing zeros."""
    digits = max(0, _SHOWN_DIGITS - 1 - number.adjusted())
    text = f"{number:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_ROUNDINGS: Mapping[Rounding, Text] = {
    Rounding.EXACT: sf_p("rounding", "nothing may be lost"),
    Rounding.HALF_UP: sf_p("rounding", "to the nearest, halves up"),
    Rounding.HALF_EVEN: sf_p("rounding", "to the nearest, halves to even"),
    Rounding.UP: sf_p("rounding", "away from zero"),
    Rounding.DOWN: sf_p("rounding", "towards zero"),
    Rounding.CEILING: sf_p("rounding", "up"),
    Rounding.FLOOR: sf_p("rounding", "down"),
}
