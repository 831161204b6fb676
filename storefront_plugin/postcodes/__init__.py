"""Postcodes and address forms: what a country's codes look like, and how they are written.

Owns the tolerant first reading, one rule per country with its own examples, the canonical form, the reason for a
refusal, the description of a country's address form, and how an address is printed. It does not know deliveries or
shops, and it never asks whether a street exists.

Invariants: a canonical postcode checks as itself; a country without postcodes never complains; no text and no country
makes it raise; its time grows with the length of the text and no faster; a region is advice, never a refusal;
what was probably meant is asked, never put in place of what was typed.
"""

from storefront_plugin.postcodes.address import AddressField, address_fields
from storefront_plugin.postcodes.envelope import envelope
from storefront_plugin.postcodes.fields import PostcodeField, describe
from storefront_plugin.postcodes.forms import CountryForm, address_faults, form_of
from storefront_plugin.postcodes.postcheck import Postcheck, check
from storefront_plugin.postcodes.reasons import Note, NoteCode, Reason, ReasonCode
from storefront_plugin.postcodes.rule import CountryRule, Presence

__all__ = [
    "AddressField",
    "CountryForm",
    "CountryRule",
    "Note",
    "NoteCode",
    "Postcheck",
    "PostcodeField",
    "Presence",
    "Reason",
    "ReasonCode",
    "address_faults",
    "address_fields",
    "check",
    "describe",
    "envelope",
    "form_of",
]
