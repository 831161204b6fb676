"""What a thing costs in each market, why, and what is promised to the one who buys it.

Owns: exchange rates and their sources, the rule from base price to market price, price lists, prices with their
explanation, the filter that shows them, what everything cost before, ways of delivery of the settings, quotes.
Does not own: amounts and their rounding (money), the base prices and the taxes (the host says), payment (checkout).
Invariants: a price is always made from the base price, never from another price; it is rounded once per unit, before
quantity; no rate never gives a price; a price above zero never becomes zero; a quote never changes.
"""

from storefront_plugin.pricing.ports import RateSource
from storefront_plugin.pricing.price import Price, decide_price
from storefront_plugin.pricing.quotes.quote import Quote, QuotedShipping
from storefront_plugin.pricing.rates.exchange_rate import ChainedRates, ExchangeRate, RateTable
from storefront_plugin.pricing.rules.terms import PriceTerms

__all__ = [
    "ChainedRates",
    "ExchangeRate",
    "Price",
    "PriceTerms",
    "Quote",
    "QuotedShipping",
    "RateSource",
    "RateTable",
    "decide_price",
]
