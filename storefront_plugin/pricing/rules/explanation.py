"""Why a price is what it is, in words: one sentence for each step from the base price. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from storefront_plugin.money import Money, Rounding
from storefront_plugin.money.rounding import divide, shift
from storefront_plugin.pricing.lists.price_list import ListedPrice
from storefront_plugin.pricing.rates.exchange_rate import ExchangeRate
from storefront_plugin.pricing.rates.sources.fixed import told_source
from storefront_plugin.pricing.rules.terms import Conversion, PriceTerms
from storefront_plugin.texts import Text, sf_, sf_p

# How many digits of a ratio people are shown; the rule uses all of them.
_SHOWN_DIGITS = 8


def explained(
    money: Money, base: Money, conversion: Conversion | None, listed: ListedPrice | None, *, is_net: bool
) -> list[Text]:
    """The sentences of one price, from the shop's own to what is paid."""
    said = [sf_("The shop’s own price is %(base)s.", base=base)]
    if listed:
        name = listed.list.name
        said.append(
            sf_("The price list “%(name)s” sets the price here.", name=name)
            if name
            else sf_("The shop itself sets the price here.")
        )
    elif conversion is None:
        said.append(sf_("This market pays in the same currency, so nothing is converted."))
    else:
        said += _steps(base, conversion)
    if is_net:
        said.append(sf_("The price is %(money)s, before taxes.", money=money))
    else:
        said.append(sf_("The price is %(money)s, taxes included.", money=money))
    return said


def with_margin(rate: ExchangeRate, margin: Decimal) -> Decimal:
    """The ratio that the shopper gets: 0.90867 with 1.5 % is 0.92230005."""
    return _decimal(Fraction(rate.ratio) * (1 + Fraction(margin)))


def _steps(base: Money, conversion: Conversion) -> Iterator[Text]:
    tax, terms = conversion.tax, conversion.terms
    if conversion.instead_of:
        yield sf_(
            "No rate of %(currency)s is recent enough, so prices here are in the shop’s own currency.",
            currency=conversion.instead_of,
        )
        if conversion.factor == 1:
            return
    if tax.contained != tax.shown:
        yield sf_(
            "Its taxes of %(contained)s %% become the market’s, %(shown)s %%.",
            contained=percent(tax.contained),
            shown=percent(tax.shown),
        )
    if conversion.rate:
        yield from _rate(conversion.rate, terms)
    if terms.adjustment:
        yield sf_("This market’s prices are changed by %(percent)s %%.", percent=signed(terms.adjustment))
    exact = conversion.exact(base.minor)
    yield sf_(
        "That makes %(exact)s %(target)s, rounded to a multiple of %(step)s (%(rounding)s).",
        exact=_short(shift(_decimal(exact), -conversion.target.exponent)),
        target=conversion.target,
        step=terms.step or Money(1, conversion.target),
        rounding=ROUNDINGS[terms.rounding],
    )
    if base.minor > 0:
        yield from _afterwards(base, conversion, exact)


def _rate(rate: ExchangeRate, terms: PriceTerms) -> Iterator[Text]:
    values = {"base": rate.base, "target": rate.target, "ratio": _short(rate.ratio), "source": told_source(rate.source)}
    if rate.as_of is None:
        yield sf_("1 %(base)s is %(ratio)s %(target)s (%(source)s).", **values)
    else:
        yield sf_("1 %(base)s is %(ratio)s %(target)s (%(source)s, %(date)s).", **values, date=rate.as_of)
    if terms.margin:
        yield sf_(
            "With the shop’s margin of %(percent)s %% it is %(ratio)s %(target)s.",
            percent=percent(terms.margin),
            ratio=_short(with_margin(rate, terms.margin)),
            target=rate.target,
        )


def _afterwards(base: Money, conversion: Conversion, exact: Fraction) -> Iterator[Text]:
    """What the rule does to a rounded price: never free, then its ending, then the floor."""
    terms, target = conversion.terms, conversion.target
    step = terms.step.minor if terms.step else 1
    rounded = terms.rounding.to_step(exact, step)
    if rounded <= 0:
        rounded = step
        yield sf_("What is sold is never free: the least step stands.")
    floor = terms.floor.minor if terms.floor else 0
    if ending := conversion.ending_of(base.minor):
        ended = rounded + ending
        if conversion.may_end_at(ended, base.minor):
            rounded = ended
            yield sf_("Its ending makes it %(money)s.", money=Money(ended, target))
        else:
            yield sf_("Its ending of %(ending)s is left out: it would be too little.", ending=Money(ending, target))
    if rounded < floor:
        yield sf_("It is raised to the least price of this market, %(floor)s.", floor=Money(floor, target))


def percent(share: Decimal) -> str:
    return _short(shift(share, 2))


def signed(share: Decimal) -> str:
    return f"{'−' if share < 0 else '+'}{percent(abs(share))}"


def _decimal(exact: Fraction) -> Decimal:
    return divide(Decimal(exact.numerator), Decimal(exact.denominator))


def _short(number: Decimal) -> str:
    """Enough digits for people, without an exponent or trailing zeros."""
    digits = max(0, _SHOWN_DIGITS - 1 - number.adjusted())
    text = f"{number:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


ROUNDINGS: Mapping[Rounding, Text] = {
    Rounding.EXACT: sf_p("rounding", "nothing may be lost"),
    Rounding.HALF_UP: sf_p("rounding", "to the nearest, halves up"),
    Rounding.HALF_EVEN: sf_p("rounding", "to the nearest, halves to even"),
    Rounding.UP: sf_p("rounding", "away from zero"),
    Rounding.DOWN: sf_p("rounding", "towards zero"),
    Rounding.CEILING: sf_p("rounding", "up"),
    Rounding.FLOOR: sf_p("rounding", "down"),
}
