"""One product's price in one market, with everything it was made of. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from storefront_plugin.errors import NoRate
from storefront_plugin.markets.edition import Market, TaxDisplay
from storefront_plugin.money import Money
from storefront_plugin.pricing.lists.price_list import ListedPrice
from storefront_plugin.pricing.rates.exchange_rate import ExchangeRate
from storefront_plugin.pricing.rules.explanation import explained
from storefront_plugin.pricing.rules.terms import NO_SHIFT, Conversion, PriceTerms, TaxShift
from storefront_plugin.texts import Text


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit costs in a market, and what that was made of.

    `conversion` is how the base became the money, None where the base itself is the price; `listed` is the entry of a
    price list that stands instead, and `regular` what it would cost without a sale, for who must show both.
    """

    money: Money
    base: Money
    conversion: Conversion | None
    tax_display: TaxDisplay
    listed: ListedPrice | None = None
    regular: Money | None = None

    @property
    def rate(self) -> ExchangeRate | None:
        """The rate it was made with; None where nothing was converted."""
        return self.conversion.rate if self.conversion else None

    @property
    def list_name(self) -> str | None:
        """The price list it stands in, empty for the shop's own price for the market; None where the rule made it."""
        return self.listed.list.name if self.listed else None

    @property
    def is_reduced(self) -> bool:
        """Whether it is on sale: less than it would cost without."""
        return self.regular is not None and self.money < self.regular

    def explain(self) -> list[Text]:
        """Why this price, one sentence for each step from the base price."""
        return explained(self.money, self.base, self.conversion, self.listed, is_net=self.tax_display is TaxDisplay.NET)


def decide_price(
    base: Money, market: Market, rate: ExchangeRate | None, terms: PriceTerms, tax: TaxShift = NO_SHIFT
) -> Price:
    """The price of one unit by the market's terms: rounded once, per unit, before any quantity.

    In the base's own currency, without terms or taxes of the market's own, it is the base price itself. Raises NoRate
    where one is needed and there is none, CurrencyMismatch for a rate or terms of other currencies.
    """
    return priced(base, conversion_to(market, base, rate, terms, tax), market)


def conversion_to(
    market: Market, base: Money, rate: ExchangeRate | None, terms: PriceTerms, tax: TaxShift = NO_SHIFT
) -> Conversion | None:
    """How any base price of this currency becomes the market's; None where it is that already. Raises as above."""
    if base.currency == market.currency:
        if terms == PriceTerms(margin=terms.margin, rounding=terms.rounding) and tax.factor == 1:
            return None
        return Conversion(base.currency, market.currency, None, terms, tax)
    if rate is None:
        raise NoRate(base=base.currency, target=market.currency)
    return Conversion(base.currency, market.currency, rate, terms, tax)


def conversion_instead(market: Market, base: Money, terms: PriceTerms, tax: TaxShift = NO_SHIFT) -> Conversion:
    """How a base price becomes the market's where that is sold to in the base's currency, for want of a rate.

    Taxes and the adjustment are the market's as ever; step, ending and floor are of its currency, and left out.
    """
    kept = PriceTerms(adjustment=terms.adjustment, rounding=terms.rounding)
    return Conversion(base.currency, base.currency, None, kept, tax, instead_of=market.currency)


def priced(base: Money, conversion: Conversion | None, market: Market) -> Price:
    """The price that the conversion makes of this base."""
    money = Money(conversion(base.minor), conversion.target) if conversion else base
    return Price(money, base, conversion, market.tax_display)
