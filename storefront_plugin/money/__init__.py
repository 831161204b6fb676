"""Money and currencies. Pure.

Owns: amounts, their arithmetic, rounding by name, division without loss, and how amounts look to people.
Does not own: exchange rates and prices (pricing), what a payment provider expects (checkout.payments).
Invariants: parts of a split sum to the whole; currencies never mix; nothing rounds unless a rounding is named.
"""

from storefront_plugin.money.currency import Currency, currency_codes
from storefront_plugin.money.formatting import format_money
from storefront_plugin.money.money import Money, total
from storefront_plugin.money.rounding import Rounding

__all__ = ["Currency", "Money", "Rounding", "currency_codes", "format_money", "total"]
