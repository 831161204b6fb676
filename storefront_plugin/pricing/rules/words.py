"""How a market's prices are made, in words: one sentence for each thing that its rule does. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from storefront_plugin.markets.edition import Market
from storefront_plugin.money import Currency, Money
from storefront_plugin.pricing.rules.explanation import ROUNDINGS, percent, signed
from storefront_plugin.pricing.rules.terms import PriceTerms
from storefront_plugin.texts import Text, sf_


def rule_in_words(terms: PriceTerms, market: Market, own: Currency) -> list[Text]:
    """The sentences of one market's rule, from the shop's own currency; always at least one."""
    return list(_sentences(terms, market, own)) or [sf_("The shop’s own price, as it is.")]


def _sentences(terms: PriceTerms, market: Market, own: Currency) -> Iterator[Text]:
    is_foreign = market.currency != own
    if is_foreign and terms.margin:
        yield sf_("Converted, with a margin of %(percent)s %%.", percent=percent(terms.margin))
    elif is_foreign:
        yield sf_("Converted, without a margin.")
    if terms.adjustment:
        yield sf_("This market’s prices are changed by %(percent)s %%.", percent=signed(terms.adjustment))
    if is_foreign or terms.step:
        step = terms.step or Money(1, market.currency)
        yield sf_("Rounded to a multiple of %(step)s (%(rounding)s).", step=step, rounding=ROUNDINGS[terms.rounding])
    if terms.mirrors_ending:
        yield sf_("The ending of the shop’s own price is kept.")
    elif terms.ending:
        yield sf_("Then %(ending)s, for the ending.", ending=terms.ending)
    if terms.floor:
        yield sf_("Never less than %(floor)s.", floor=terms.floor)
