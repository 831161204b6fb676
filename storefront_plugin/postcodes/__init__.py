"""Postcodes and address forms: what a country's codes look like, and how they are written.

Owns the tolerant first reading, one rule per country with its own examples, the canonical form, the reason for a
refusal, and the description of a country's address form. It does not know addresses, deliveries or shops, and it
never asks whether a street exists.

Invariants: a canonical postcode checks as itself; a country without postcodes never complains; no text and no country
makes it raise; its time grows with the length of the text and no faster; a region is advice, never a refusal.
"""

from storefront_plugin.postcodes.address import AddressField, address_fields
from storefront_plugin.postcodes.envelope import envelope
from storefront_plugin.postcodes.fields import PostcodeField, describe
from storefront_plugin.postcodes.postcheck import Postcheck, check
from storefront_plugin.postcodes.reasons import Reason, ReasonCode
from storefront_plugin.postcodes.rule import CountryRule, Presence

__all__ = [
    "AddressField",
    "CountryRule",
    "Postcheck",
    "PostcodeField",
    "Presence",
    "Reason",
    "ReasonCode",
    "address_fields",
    "check",
    "describe",
    "envelope",
]
