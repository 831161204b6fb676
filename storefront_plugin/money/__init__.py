"""Money and currencies. Pure.

Owns: amounts, their arithmetic, rounding by name, division without loss, how amounts look to people, what can be paid
in cash, which country pays in what, and since when.
Does not own: exchange rates and prices (pricing), what a payment provider expects (checkout.payments).
Invariants: parts of a split sum to the whole; currencies never mix; nothing rounds unless a rounding is named.
"""

from storefront_plugin.money.currency import Currency, currency_codes
from storefront_plugin.money.formatting import format_money
from storefront_plugin.money.money import Money, total
from storefront_plugin.money.rounding import Rounding
from storefront_plugin.money.symbols import ToldApart, ambiguous

__all__ = ["Currency", "Money", "Rounding", "ToldApart", "ambiguous", "currency_codes", "format_money", "total"]
