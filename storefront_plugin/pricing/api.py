"""Prices and the priced cart as JSON."""

from __future__ import annotations

from storefront_plugin.host import Host
from storefront_plugin.markets.routing import edition
from storefront_plugin.pricing.cart import PricedCart, price_cart
from storefront_plugin.pricing.schemas import CartAnswer, PricesAnswer, PricesRequest, PricesWish
from storefront_plugin.pricing.service import PricedProducts, Pricing
from storefront_plugin.web.parts import part
from storefront_plugin.web.routes import Routes, accepts, answers

api = Routes()


@api.get("/prices")
@accepts(PricesRequest, location="query")
@answers(PricesAnswer)
def list_prices(asked: PricesWish) -> PricedProducts:
    """The prices of up to a hundred products in this edition, each with its explanation."""
    return part(Pricing).price_products(part(Host), asked.skus, edition().market)


@api.get("/cart")
@answers(CartAnswer)
def read_cart() -> PricedCart:
    """The visitor's cart, as the shop keeps it, at this edition's prices."""
    host = part(Host)
    return price_cart(part(Pricing), host, host.cart(), edition().market)
