"""Prices for the shop: rates in force, terms of each market, price lists, asked as often as a page likes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from storefront_plugin.errors import (
    AmountTooLarge,
    CurrencyMismatch,
    NoRate,
    PriceInWrongCurrency,
    RateTooOld,
    StorefrontError,
)
from storefront_plugin.host import STANDARD_TAX, Host, OrderRate, Product
from storefront_plugin.markets.edition import Market
from storefront_plugin.money import Currency, Money
from storefront_plugin.pricing.amounts import AmountsByCurrency
from storefront_plugin.pricing.lists.price_list import ListedPrice, PriceList, choose
from storefront_plugin.pricing.ports import ListedPrices, RatesInForce
from storefront_plugin.pricing.price import Price, conversion_instead, conversion_to, priced
from storefront_plugin.pricing.rates.freshness import RateUse, SettledRates, StandingRate, decide_use
from storefront_plugin.pricing.rules.terms import Conversion
from storefront_plugin.pricing.settings import PricingSettings
from storefront_plugin.texts import Text

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PricedProduct:
    """A product with its price in one market; `lowest` of the days before its reduction, where one is known."""

    product: Product
    price: Price
    lowest: Money | None = None

    @property
    def explanation(self) -> list[Text]:
        return self.price.explain()


@dataclass(frozen=True, slots=True)
class PricedProducts:
    """What was asked for, in the order asked: what the shop sells, and the skus that it does not."""

    prices: Sequence[PricedProduct]
    missing: Sequence[str]


@dataclass(frozen=True, slots=True)
class NoLists:
    """A shop without price lists."""

    def of(self, market: str, sku: str) -> Sequence[ListedPrice]:
        return ()

    def ensure_known(self, market: str) -> None:
        """There is nothing to know."""


class Pricing:
    """Makes prices. What a market's prices are made with is compiled once for each rate in force and day."""

    def __init__(
        self,
        settings: PricingSettings,
        rates: RatesInForce,
        markets: Sequence[Market],
        clock: Callable[[], datetime],
        lists: ListedPrices | None = None,
    ) -> None:
        """Raises InexactAmount for terms that their market's currency cannot pay."""
        self.settings = settings
        self._rates = rates
        self._markets = tuple(markets)
        self._clock = clock
        self._lists = lists or NoLists()
        self._terms = {market.key: settings.terms(market) for market in markets}
        self._today: _Today | None = None

    def with_rates(self, rates: RatesInForce) -> Pricing:
        """The same prices made with other rates: tonight's, or those of a day that was."""
        return Pricing(self.settings, rates, self._markets, self._clock, self._lists)

    def at(self, now: datetime) -> Pricing:
        """The same prices as of one moment, whatever rates come into force meanwhile: one quote has one rate.

        What was compiled already is shared, so that this costs a request next to nothing.
        """
        then = copy(self)
        then._today = self._now()
        then._rates = SettledRates(then._today.rates)
        then._clock = lambda: now
        return then

    def at_once(self) -> Pricing:
        """The same prices as of this very moment, for everything that one request shows."""
        return self.at(self._clock())

    @property
    def currency(self) -> Currency:
        """The shop's own."""
        return self.settings.currency

    def price(self, base: Money, market: Market, tax_class: str = STANDARD_TAX) -> Price:
        """The market's price for a base price in the shop's own currency.

        An amount in the market's currency is taken for a price already made. Raises NoRate, its kind RateTooOld, and
        CurrencyMismatch for any third currency: converting a conversion is how prices drift.
        """
        return self._priced(base, market, tax_class, for_delivery=False)

    def delivery_price(self, told: Money, market: Market) -> Money:
        """What carriage at this price costs in the market: converted, without the endings of products."""
        return self._priced(told, market, STANDARD_TAX, for_delivery=True).money

    def amount(self, amounts: AmountsByCurrency, market: Market) -> Money:
        """What an amount of the settings is in the market: as written for its currency, else converted as carriage."""
        source = amounts.source(self.currency_of(market), self.currency)
        return source if source.currency == self.currency_of(market) else self.delivery_price(source, market)

    def minimum_order(self, market: Market) -> Money | None:
        """What the goods of an order come to at least; None where every order is welcome."""
        return self.amount(self.settings.minimum_order, market) if self.settings.minimum_order else None

    def rounds_to_cash(self, market: Market) -> bool:
        """Whether totals in the market are rounded to what cash can pay."""
        rule = self.settings.rules.get(market.key)
        return rule is not None and rule.cash_rounding

    def rate_of(self, market: Market) -> OrderRate | None:
        """What prices are converted by in the market, margins included; None where it has the shop's own currency."""
        if market.currency == self.currency or (use := self.use_of(market.currency)).rate is None:
            return None
        rate, margin = use.rate, self._terms[market.key].margin + use.widened_by
        return OrderRate(rate.base, rate.target, rate.ratio, rate.as_of, rate.source, margin)

    def price_product(self, product: Product, market: Market, audiences: Collection[str] = ()) -> Price:
        """The price of a product: the shop's own for this market, else that of a list open now, else the rule's.

        Where the market has no rate that may be used, nothing has a price in its currency, listed or not. Raises as
        `price` does, and PriceInWrongCurrency for one of the shop's own that is not in its market's currency.
        """
        listed = self._listed(product, market)
        if not listed or not self.has_own_currency(market):
            return self.price(product.price, market, product.tax_class)
        now = self._clock()
        if (chosen := choose(listed, now=now, audiences=audiences)) is None:
            return self.price(product.price, market, product.tax_class)
        price = Price(chosen.money, product.price, None, market.tax_display, chosen)
        if not chosen.list.is_sale:
            return price
        without = choose(listed, now=now, audiences=audiences, with_sales=False)
        regular = without.money if without else self.price(product.price, market, product.tax_class).money
        return replace(price, regular=regular)

    def money_of_all(self, products: Iterable[Product], market: Market) -> list[Money | None]:
        """What `price_product` asks of everybody for each of them, None where it raises: for a catalogue at night.

        Where no list names a product, that takes a third of the time.
        """
        may_be_listed = self.has_own_currency(market)
        compiled, found = self._now().conversions, list[Money | None]()
        for product in products:
            base, key = product.price, (market.key, product.tax_class, False)
            is_plain = base.currency == self.currency and key in compiled
            if not is_plain or (may_be_listed and self._is_listed(product, market)):
                found.append(self._money_or_none(product, market))
            elif conversion := compiled[key]:
                try:
                    found.append(Money(conversion(base.minor), conversion.target))
                except AmountTooLarge:
                    found.append(None)
            else:
                found.append(base)
        return found

    def sale_of(self, sku: str, market: Market, audiences: Collection[str] = ()) -> ListedPrice | None:
        """The entry of a sale that is open to these customers now; quickly, so that a page may ask for each product."""
        listed = self._lists.of(market.key, sku) if self.has_own_currency(market) else ()
        chosen = choose(listed, now=self._clock(), audiences=audiences) if listed else None
        return chosen if chosen and chosen.list.is_sale else None

    def price_products(
        self, host: Host, skus: Iterable[str], market: Market, audiences: Collection[str] = ()
    ) -> PricedProducts:
        """The products of these skus as the host knows them, each sku once. Raises as `price_product` does."""
        asked = {sku: host.product(sku) for sku in dict.fromkeys(skus)}
        return PricedProducts(
            prices=[
                PricedProduct(product, self.price_product(product, market, audiences))
                for product in asked.values()
                if product
            ],
            missing=[sku for sku, product in asked.items() if product is None],
        )

    def ensure_lists(self, market: Market) -> None:
        """Have the market's price lists read, for who must not go without. Raises DatabaseNotReady."""
        self._lists.ensure_known(market.key)

    def currency_of(self, market: Market) -> Currency:
        """The currency that the market sees prices in: its own, or the shop's where there is no rate for it."""
        return market.currency if self.has_own_currency(market) else self.currency

    def has_own_currency(self, market: Market) -> bool:
        """Whether prices stand in the market's currency: the one decision for page, cart, offer and quote."""
        return market.currency == self.currency or self.use_of(market.currency).rate is not None

    def is_sold(self, market: Market) -> bool:
        """Whether anything can be bought there: a rate that is too old may stop that."""
        return market.currency == self.currency or self.use_of(market.currency).is_sold

    def is_hidden(self, market: Market) -> bool:
        """Whether the market is sold to in the shop's own currency, because the rate of its own is too old."""
        return not self.has_own_currency(market) and self.is_sold(market)

    def use_of(self, currency: Currency) -> RateUse:
        """What a foreign currency's prices are made with today, and whether anything is sold in it."""
        today = self._now()
        if currency not in today.uses:
            policy = self.settings.rates.policy_of(currency)
            use = today.uses[currency] = decide_use(today.rates.get(currency), policy, today.date)
            if use.past:
                log.warning("the rate of %s is %s days old: %s", currency, use.age_days, use.past)
        return today.uses[currency]

    def uses(self) -> Mapping[Currency, RateUse]:
        """For each foreign currency that a market pays in, what its prices are made with."""
        return {currency: self.use_of(currency) for currency in self.settings.foreign_to(self._markets)}

    def _priced(self, base: Money, market: Market, tax_class: str, *, for_delivery: bool) -> Price:
        if base.currency != self.currency:
            if base.currency != market.currency:
                raise CurrencyMismatch(left=base.currency, right=self.currency)
            return Price(base, base, None, market.tax_display)
        compiled = self._now().conversions
        key = (market.key, tax_class, for_delivery)
        if key not in compiled:
            compiled[key] = self._compile(base, market, tax_class, for_delivery=for_delivery)
        return priced(base, compiled[key], market)

    def _compile(self, base: Money, market: Market, tax_class: str, *, for_delivery: bool) -> Conversion | None:
        terms = self._terms[market.key]
        if for_delivery:
            terms = terms.for_delivery()
        rate = None
        if market.currency != self.currency:
            use = self.use_of(market.currency)
            if use.rate is None:
                if not use.is_sold:
                    fault = RateTooOld if use.past else NoRate
                    raise fault(base=self.currency, target=market.currency)
                return conversion_instead(market, base, terms, self.settings.tax.shift(market, tax_class))
            rate, terms = use.rate, replace(terms, margin=terms.margin + use.widened_by)
        return conversion_to(market, base, rate, terms, self.settings.tax.shift(market, tax_class))

    def _money_or_none(self, product: Product, market: Market) -> Money | None:
        try:
            return self.price_product(product, market).money
        except StorefrontError as fault:
            log.debug("%s has no price in the market %s: %s", product.sku, market.key, fault)
            return None

    def _is_listed(self, product: Product, market: Market) -> bool:
        return market.key in product.prices or bool(self._lists.of(market.key, product.sku))

    def _listed(self, product: Product, market: Market) -> Sequence[ListedPrice]:
        own = product.prices.get(market.key)
        if own is None:
            return self._lists.of(market.key, product.sku)
        if own.currency != market.currency:
            raise PriceInWrongCurrency(sku=product.sku, price=own, market=market.key, currency=market.currency)
        return (ListedPrice(PriceList("", market.key), own),)

    def _now(self) -> _Today:
        rates, today = self._rates.in_force(), self._clock().date()
        if self._today is None or self._today.rates is not rates or self._today.date != today:
            self._today = _Today(rates, today)
        return self._today


@dataclass(frozen=True, slots=True)
class _Today:
    """What was compiled from the rates in force on one day; whoever holds it sees nothing of the next."""

    rates: Mapping[Currency, StandingRate]
    date: date
    uses: dict[Currency, RateUse] = field(default_factory=dict)
    conversions: dict[tuple[str, str, bool], Conversion | None] = field(default_factory=dict)
