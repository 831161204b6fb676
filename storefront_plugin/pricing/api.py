"""Prices, what they are made with, and the priced cart as JSON."""

from __future__ import annotations

from storefront_plugin.host import Host
from storefront_plugin.markets.edition import Editions
from storefront_plugin.markets.routing import edition
from storefront_plugin.money import ToldApart
from storefront_plugin.pricing.audiences import audiences
from storefront_plugin.pricing.history.service import PriceHistory
from storefront_plugin.pricing.moment import prices_now
from storefront_plugin.pricing.overview import ShownCurrency, ShownRate, shown_currencies, shown_rate
from storefront_plugin.pricing.quotes.cart import PricedCart, price_cart
from storefront_plugin.pricing.schemas import (
    CartAnswer,
    CurrencyAnswer,
    PricesAnswer,
    PricesRequest,
    PricesWish,
    RateAnswer,
)
from storefront_plugin.pricing.service import PricedProducts, Pricing
from storefront_plugin.web.parts import part
from storefront_plugin.web.routes import Routes, accepts, answers

api = Routes()


@api.get("/prices")
@accepts(PricesRequest, location="query")
@answers(PricesAnswer)
def list_prices(asked: PricesWish) -> PricedProducts:
    """The prices of up to a hundred products in this edition, each with its explanation."""
    market = edition().market
    found = prices_now().price_products(part(Host), asked.skus, market, audiences())
    return part(PriceHistory).beside_reductions(market, found)


@api.get("/currencies")
@answers(CurrencyAnswer, many=True)
def list_currencies() -> list[ShownCurrency]:
    """The currencies that the shop shows prices in, its own first."""
    markets = part(Editions).markets
    return shown_currencies(part(Pricing).currency, markets, edition().locale, part(ToldApart))


@api.get("/rates")
@answers(RateAnswer, many=True)
def list_rates() -> list[ShownRate]:
    """What the shop's own currency is in each of the others, how old that is, and what is done with it."""
    pricing = part(Pricing)
    return [shown_rate(pricing.currency, target, use) for target, use in pricing.uses().items()]


@api.get("/cart")
@answers(CartAnswer)
def read_cart() -> PricedCart:
    """The visitor's cart, as the shop keeps it, at this edition's prices."""
    host = part(Host)
    return price_cart(prices_now(), host, host.cart(), edition().market)
