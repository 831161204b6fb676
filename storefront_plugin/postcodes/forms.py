"""A country's address form as one value, and what is wrong with an address that was written into it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storefront_plugin.postcodes.address import AddressField, address_fields
from storefront_plugin.postcodes.fields import PostcodeField, describe
from storefront_plugin.postcodes.postcheck import check
from storefront_plugin.texts import Text, sf_

# The country's form speaks of lines; ours has two inputs for them, of which the first counts.
_INPUTS = {"lines": "line1"}


@dataclass(frozen=True, slots=True)
class CountryForm:
    """A country's address form."""

    country: str
    postcode: PostcodeField
    fields: tuple[AddressField, ...]


def form_of(country: str) -> CountryForm:
    """The address form of a country; of one we do not know, name, lines and city."""
    return CountryForm(country, describe(country), address_fields(country))


def address_faults(country: str, written: Mapping[str, str]) -> dict[str, list[Text]]:
    """What is wrong with each input: name, line1, city, region, postcode. Empty when the address may be used."""
    faults: dict[str, list[Text]] = {}
    for field in address_fields(country):
        name = _INPUTS.get(field.name, field.name)
        if fault := _fault_in(field, written.get(name, "")):
            faults[name] = [fault]
    postcode = check(country, written.get("postcode", ""), written.get("region") or None)
    if postcode.reason:
        faults["postcode"] = [postcode.reason.text, *([postcode.question] if postcode.question else [])]
    return faults


def _fault_in(field: AddressField, value: str) -> Text | None:
    if not value.strip():
        # A missing postcode has its own sentence, with an example.
        return sf_("This is needed.") if field.is_required and field.name != "postcode" else None
    if field.choices and value not in {choice.code for choice in field.choices}:
        return sf_("Please choose one from the list.")
    return None
