"""Which currencies the shop shows prices in, and the rates that stand behind them, as a script may ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from babel.numbers import get_currency_name, get_currency_precision

from storefront_plugin.markets.edition import Market
from storefront_plugin.money import Currency, ToldApart
from storefront_plugin.money.formatting import parsed_locale
from storefront_plugin.money.symbols import distinct_symbol, local_symbol
from storefront_plugin.pricing.rates.freshness import PastMaxAge, RateUse


class RateState(StrEnum):
    """What a rate is good for today: FRESH, MISSING where there is none, else what is done with an old one."""

    FRESH = "fresh"
    MISSING = "missing"
    KEPT = "kept"
    WIDENED = "widened"
    HIDDEN = "hidden"
    STOPPED = "stopped"


_OF_AN_OLD_ONE = {
    PastMaxAge.KEEP: RateState.KEPT,
    PastMaxAge.WIDEN: RateState.WIDENED,
    PastMaxAge.HIDE: RateState.HIDDEN,
    PastMaxAge.STOP: RateState.STOPPED,
}


@dataclass(frozen=True, slots=True)
class ShownCurrency:
    """One currency for a reader; `markets` are the keys of those that pay in it."""

    code: str
    name: str
    symbol: str
    exponent: int
    display_digits: int
    markets: Sequence[str]


@dataclass(frozen=True, slots=True)
class ShownRate:
    """What one unit of the shop's own currency is in another one, before any margin."""

    base: str
    target: str
    ratio: Decimal | None
    source: str | None
    as_of: date | None
    age_days: int | None
    state: RateState


def shown_currencies(
    own: Currency, markets: Iterable[Market], locale: str, told_apart: ToldApart
) -> list[ShownCurrency]:
    """The shop's own first, then those of the markets, each once."""
    of_markets: dict[Currency, list[str]] = {own: []}
    for market in markets:
        of_markets.setdefault(market.currency, []).append(market.key)
    reader = parsed_locale(locale)
    return [
        ShownCurrency(
            code=each.code,
            name=get_currency_name(each.code, locale=reader),
            symbol=distinct_symbol(each) if each in told_apart else local_symbol(each, reader),
            exponent=each.exponent,
            display_digits=get_currency_precision(each.code),
            markets=keys,
        )
        for each, keys in of_markets.items()
    ]


def shown_rate(own: Currency, target: Currency, use: RateUse) -> ShownRate:
    """The rate as it is used; where none is, why not."""
    rate = use.rate
    state = _OF_AN_OLD_ONE[use.past] if use.past else RateState.FRESH if rate else RateState.MISSING
    return ShownRate(
        base=own.code,
        target=target.code,
        ratio=rate.ratio if rate else None,
        source=rate.source if rate else None,
        as_of=rate.as_of if rate else None,
        age_days=use.age_days,
        state=state,
    )
