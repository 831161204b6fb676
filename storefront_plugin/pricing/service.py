"""Prices for the shop: rates from the sources, terms of each market, asked as often as a page likes."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from storefront_plugin.errors import CurrencyMismatch, NoRate
from storefront_plugin.host import Host, Product
from storefront_plugin.markets.edition import Market
from storefront_plugin.money import Currency, Money
from storefront_plugin.pricing.ports import RateSource
from storefront_plugin.pricing.price import Price, PriceTerms, decide_price
from storefront_plugin.pricing.rates import ChainedRates, ExchangeRate, RateTable
from storefront_plugin.pricing.settings import PricingSettings
from storefront_plugin.texts import Text

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PricedProduct:
    """A product with its price in one market."""

    product: Product
    price: Price

    @property
    def explanation(self) -> list[Text]:
        return self.price.explain()


@dataclass(frozen=True, slots=True)
class PricedProducts:
    """What was asked for, in the order asked: what the shop sells, and the skus that it does not."""

    prices: Sequence[PricedProduct]
    missing: Sequence[str]


class Pricing:
    """Makes prices. The sources are asked once, when the first price is wanted, and what they said stays in force.

    Sources named here must answer from this machine, since a request may be waiting.
    """

    def __init__(self, settings: PricingSettings, sources: Sequence[RateSource], markets: Sequence[Market]) -> None:
        """Raises InexactAmount for a step that its market's currency cannot pay."""
        self.settings = settings
        self._markets = tuple(markets)
        self._sources = tuple(sources)
        self._terms: dict[str, PriceTerms] = {market.key: settings.terms(market) for market in markets}
        self._rates: Mapping[Currency, ExchangeRate | None] | None = None
        self._loading = Lock()

    @property
    def currency(self) -> Currency:
        """The shop's own."""
        return self.settings.currency

    def price(self, base: Money, market: Market) -> Price:
        """The market's price for a base price in the shop's own currency.

        An amount in the market's currency is taken for a price already made. Raises NoRate, and CurrencyMismatch for
        any third currency: converting a conversion is how prices drift.
        """
        if base.currency not in (self.currency, market.currency):
            raise CurrencyMismatch(left=base.currency, right=self.currency)
        return decide_price(base, market, self.rates_in_force().get(market.currency), self._terms[market.key])

    def prices(self, bases: Iterable[Money], market: Market) -> list[Price]:
        """Many at once, each different base price worked out once. Raises as `price` does."""
        made: dict[Money, Price] = {}
        found = []
        for base in bases:
            if base not in made:
                made[base] = self.price(base, market)
            found.append(made[base])
        return found

    def price_products(self, host: Host, skus: Iterable[str], market: Market) -> PricedProducts:
        """The products of these skus as the host knows them, each sku once. Raises as `price` does."""
        asked = {sku: host.product(sku) for sku in dict.fromkeys(skus)}
        known = [product for product in asked.values() if product]
        priced = self.prices([product.price for product in known], market)
        return PricedProducts(
            prices=[PricedProduct(product, price) for product, price in zip(known, priced, strict=True)],
            missing=[sku for sku, product in asked.items() if product is None],
        )

    def currency_of(self, market: Market) -> Currency:
        """The currency that the market sees prices in: its own, or the shop's where there is no rate for it."""
        return market.currency if self.rates_in_force().get(market.currency) else self.currency

    def rates_in_force(self) -> Mapping[Currency, ExchangeRate | None]:
        """For each foreign currency that a market pays in, the rate of its prices; None where there is none."""
        # Looked at twice: only the first price of all waits for the lock.
        if self._rates is None:
            with self._loading:
                if self._rates is None:
                    self._rates = self._load()
        return self._rates

    def _load(self) -> Mapping[Currency, ExchangeRate | None]:
        chained = ChainedRates(self._tables())
        foreign = dict.fromkeys(market.currency for market in self._markets if market.currency != self.currency)
        return {currency: _rate_or_none(chained, self.currency, currency) for currency in foreign}

    def _tables(self) -> list[RateTable]:
        tables = []
        for source in self._sources:
            try:
                table = source.fetch(self.currency)
            except Exception:
                # Whatever is wrong with one source, the next may do: a shop without one rate is still a shop.
                log.exception("the rate source “%s” failed; the next one is asked", source.name)
            else:
                tables += [table] if table else []
        return tables


def _rate_or_none(rates: ChainedRates, base: Currency, target: Currency) -> ExchangeRate | None:
    try:
        return rates.rate(base, target)
    except NoRate as fault:
        log.warning("%s", fault)
        return None
