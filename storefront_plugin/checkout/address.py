"""Reading an address for a market: its countries, the fields of each, and each country's postcode. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from storefront_plugin.errors import InvalidFields, UnknownCountry
from storefront_plugin.host import Address
from storefront_plugin.markets import Market
from storefront_plugin.postcodes import address_faults, check

_INPUTS = ("name", "line1", "line2", "city", "region", "postcode")


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
    inputs = {name: getattr(written, name) for name in _INPUTS}
    faults = {f"address.{name}": texts for name, texts in address_faults(written.country, inputs).items()}
    if faults:
        raise InvalidFields(faults)
    return Address(
        name=written.name,
        lines=tuple(line for line in (written.line1, written.line2) if line),
        city=written.city,
        country=written.country,
        postcode=check(written.country, written.postcode).canonical or "",
        region=written.region,
    )
