"""Amounts of the settings that each currency needs: written by hand, or made of the shop's own. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from storefront_plugin.errors import InexactAmount
from storefront_plugin.markets.edition import Market
from storefront_plugin.money import Currency, Money
from storefront_plugin.texts import Text, sf_


@dataclass(frozen=True, slots=True)
class AmountsByCurrency:
    """Major units by currency; None where the amount is the shop's own one, converted by the market's rate and step.

    The shop's own currency needs an amount even where no market pays in it: a market whose rate is too old may.
    """

    by_currency: Mapping[Currency, Decimal | None]

    def source(self, currency: Currency, own: Currency) -> Money:
        """What stands for this currency: the amount written for it, else the shop's own, which is to be converted."""
        if (written := self.by_currency.get(currency)) is not None:
            return Money.of(written, currency)
        return Money.of(self.by_currency[own] or 0, own)

    def faults(self, own: Currency, markets: Sequence[Market]) -> Iterator[tuple[str, Text]]:
        """What is lacking or cannot be paid: the currency's code, or nothing where the whole is meant, and why."""
        if self.by_currency.get(own) is None:
            yield "", sf_("There is no amount in %(currency)s, the shop’s own currency: write one.", currency=own)
        for currency in dict.fromkeys(market.currency for market in markets if market.currency != own):
            if currency not in self.by_currency:
                text = sf_(
                    'There is no amount in %(currency)s: write one, or %(currency)s = "convert".', currency=currency
                )
                yield "", text
        for currency, amount in self.by_currency.items():
            try:
                Money.of(amount or 0, currency)
            except InexactAmount as fault:
                yield currency.code, fault.text
