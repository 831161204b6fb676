"""The ways of delivery of a quote: the shop's own answer, else those of the settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storefront_plugin.errors import NotDeliverable, RateTooOld
from storefront_plugin.host import Address, CartLine, Host, OrderLine, ShippingOption
from storefront_plugin.markets.edition import Edition, Market
from storefront_plugin.money import Money
from storefront_plugin.money import total as sum_of
from storefront_plugin.pricing.quotes.delivery_settings import DeliverySettings
from storefront_plugin.pricing.quotes.quote import Quote, QuotedShipping
from storefront_plugin.pricing.service import Pricing
from storefront_plugin.texts import sf_
from storefront_plugin.web.speech import say


def offered(
    host: Host, pricing: Pricing, lines: Sequence[OrderLine], address: Address, edition: Edition
) -> list[QuotedShipping]:
    """All of them with their prices in the market, the usual one first.

    Raises NotDeliverable where there is none, NoRate where one cannot be priced.
    """
    ways = _of_settings(host, pricing, address)
    if ways is None:
        options = [_quoted(option, pricing, edition.market) for option in host.shipping(_cart(lines), address)]
    else:
        options = [_priced(key, way, lines, pricing, edition) for key, way in ways.items()]
    if not options:
        raise NotDeliverable()
    if len({option.key for option in options}) < len(options):
        raise ValueError(f"Host.shipping gave two options of one key: {[option.key for option in options]}")
    return options


def is_still_offered(host: Host, pricing: Pricing, quote: Quote) -> bool:
    """Whether the quote's way of delivery is there, at the price that the quoted one was made of.

    What was free because of what the goods came to stays so: they have not changed.
    """
    told: Mapping[str, Money | None]
    ways = _of_settings(host, pricing, quote.address)
    if ways is None:
        told = {option.key: option.price for option in host.shipping(_cart(quote.lines), quote.address)}
    else:
        told = {key: way.price.source(quote.currency, pricing.currency) for key, way in ways.items()}
    return quote.shipping_key in told and told[quote.shipping_key] == quote.chosen_shipping.told


def _of_settings(host: Host, pricing: Pricing, address: Address) -> Mapping[str, DeliverySettings] | None:
    """Those of the settings that go there; None where there are none, or the shop answers itself."""
    if not pricing.settings.delivery or getattr(host.shipping, "__func__", None) is not Host.shipping:
        return None
    return {key: way for key, way in pricing.settings.delivery.items() if way.goes_to(address.country)}


def _cart(lines: Sequence[OrderLine]) -> list[CartLine]:
    return [CartLine(line.sku, line.quantity) for line in lines]


def _priced(
    key: str, way: DeliverySettings, lines: Sequence[OrderLine], pricing: Pricing, edition: Edition
) -> QuotedShipping:
    market = edition.market
    currency = pricing.currency_of(market)
    price = pricing.amount(way.price, market)
    if way.free_from and sum_of([line.total for line in lines], currency) >= pricing.amount(way.free_from, market):
        price = Money.zero(currency)
    return QuotedShipping(key, way.name_in(edition.locale), price, way.price.source(currency, pricing.currency))


def _quoted(option: ShippingOption, pricing: Pricing, market: Market) -> QuotedShipping:
    name = option.name or say(sf_("Delivery"))
    if option.price is None:
        return QuotedShipping(option.key, name, Money.zero(pricing.currency_of(market)))
    if option.price.currency != pricing.currency and pricing.is_hidden(market):
        # Told in the market's currency, which nothing can be converted from today.
        raise RateTooOld(base=pricing.currency, target=market.currency)
    return QuotedShipping(option.key, name, pricing.delivery_price(option.price, market), option.price)
