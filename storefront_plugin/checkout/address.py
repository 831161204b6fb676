"""Reading an address for a market: its countries, the fields of each, and each country's postcode. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from storefront_plugin.errors import InvalidFields, UnknownCountry
from storefront_plugin.host import Address
from storefront_plugin.markets import Market
from storefront_plugin.postcodes import AddressField, address_fields, check
from storefront_plugin.texts import Text, sf_

# The country's form speaks of lines; ours has two inputs for them, of which the first counts.
_INPUTS = {"lines": "line1"}


@dataclass(frozen=True, slots=True)
class WrittenAddress:
    """An address as a shopper typed it."""

    country: str
    name: str = ""
    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""


def read_address(written: WrittenAddress, market: Market) -> Address:
    """The address with its postcode in canonical form. Raises InvalidFields, naming each field that is not right."""
    if written.country not in market.countries:
        raise InvalidFields({"address.country": [UnknownCountry(country=written.country).text]})
    faults: dict[str, list[Text]] = {}
    for field in address_fields(written.country):
        if fault := _fault_in(field, written):
            faults[f"address.{_INPUTS.get(field.name, field.name)}"] = [fault]
    postcode = check(written.country, written.postcode, written.region or None)
    if not postcode.is_valid:
        faults["address.postcode"] = [postcode.reason.text if postcode.reason else sf_("This is not right.")]
    if faults:
        raise InvalidFields(faults)
    return Address(
        name=written.name,
        lines=tuple(line for line in (written.line1, written.line2) if line),
        city=written.city,
        country=written.country,
        postcode=postcode.canonical or "",
        region=written.region,
    )


def _fault_in(field: AddressField, written: WrittenAddress) -> Text | None:
    value: str = getattr(written, _INPUTS.get(field.name, field.name))
    if not value:
        # A missing postcode has its own sentence, with an example.
        return sf_("This is needed.") if field.is_required and field.name != "postcode" else None
    if field.choices and value not in {choice.code for choice in field.choices}:
        return sf_("Please choose one of the list.")
    return None
