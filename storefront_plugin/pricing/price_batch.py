"""Many prices at once, of whatever a shop has in hand."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from storefront_plugin.errors import InexactAmount
from storefront_plugin.host import Product
from storefront_plugin.markets.edition import Market
from storefront_plugin.money import Money
from storefront_plugin.pricing.filters import money_from
from storefront_plugin.pricing.price import Price
from storefront_plugin.pricing.service import Pricing


def prices_of(pricing: Pricing, of: Iterable[object], market: Market, audiences: Collection[str] = ()) -> list[Price]:
    """The price of each in the market: products by lists and rules, amounts by the rules, each amount worked out once.

    Raises InexactAmount for what is no amount, and as Pricing.price does.
    """
    # Rates that come into force meanwhile are for the next batch.
    pricing, made = pricing.at_once(), dict[object, Price]()
    found = []
    for each in of:
        if isinstance(each, Product):
            found.append(pricing.price_product(each, market, audiences))
            continue
        # A number beside one of another type that equals it: 1 and True, 10 and 10.0.
        key = (type(each), each) if isinstance(each, (Money, int, float, str)) else None
        price = made.get(key) if key else None
        if price is None:
            price = pricing.price(_base_of(pricing, each), market)
            if key:
                made[key] = price
        found.append(price)
    return found


def _base_of(pricing: Pricing, amount: object) -> Money:
    if isinstance(amount, Money):
        return amount
    base = money_from(amount, pricing.currency, pricing.settings.unit)
    if base is None:
        raise InexactAmount(amount=amount, currency=pricing.currency)
    return base
