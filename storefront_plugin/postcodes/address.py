"""A country's address form: its fields in the order in which an envelope shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from storefront_plugin.postcodes.fields import describe
from storefront_plugin.postcodes.published import entry_of
from storefront_plugin.postcodes.regions import Region, regions_of
from storefront_plugin.postcodes.rule import Presence
from storefront_plugin.postcodes.rules import rule_for
from storefront_plugin.texts import Text, sf_, sf_p

_NAMES = {"N": "name", "A": "lines", "C": "city", "S": "region", "Z": "postcode"}
_ANYWHERE = "ZZ"
_ORDER_ANYWHERE = "%N%n%A%n%C"
_REQUIRED_ANYWHERE = "AC"

_AUTOCOMPLETE = {
    "name": "name",
    "lines": "street-address",
    "city": "address-level2",
    "region": "address-level1",
}
_CITIES: Mapping[str, Text] = {
    "city": sf_("City"),
    "district": sf_("District"),
    "post_town": sf_("Post town"),
    "suburb": sf_("Suburb"),
}
_REGIONS: Mapping[str, Text] = {
    "area": sf_("Area"),
    "county": sf_("County"),
    "department": sf_("Department"),
    "district": sf_("District"),
    "do_si": sf_("Do/Si"),
    "emirate": sf_("Emirate"),
    "island": sf_("Island"),
    "oblast": sf_("Oblast"),
    "parish": sf_("Parish"),
    "prefecture": sf_("Prefecture"),
    "province": sf_("Province"),
    "state": sf_p("part of a country", "State"),
}


@dataclass(frozen=True, slots=True)
class AddressField:
    """One field of the form: `name` is name, lines, city, region or postcode; `choices` is empty where it is free.

    `autocapitalize` is for a browser: the whole field where the country's post wants capitals.
    """

    name: str
    label: Text
    is_required: bool
    autocomplete: str
    autocapitalize: str = "words"
    choices: tuple[Region, ...] = ()


def address_fields(country: str) -> tuple[AddressField, ...]:
    """The fields of an address in this country, in its own order; an unknown country's leave out the postcode."""
    rule = rule_for(country)
    return _fields_of(rule.country if rule else _ANYWHERE)


@cache
def _fields_of(country: str) -> tuple[AddressField, ...]:
    entry = entry_of(country) or {}
    required = entry.get("require", _REQUIRED_ANYWHERE)
    letters = re.findall("%([NACSZ])", entry.get("fmt", _ORDER_ANYWHERE))
    # The data may not know a post's newest codes; a rule of our own does.
    if "Z" not in letters:
        letters.append("Z")
    fields = (_field(letter, country, entry, required) for letter in dict.fromkeys(letters))
    return tuple(field for field in fields if field is not None)


def _field(letter: str, country: str, entry: Mapping[str, str], required: str) -> AddressField | None:
    name = _NAMES[letter]
    if name == "postcode":
        postcode = describe(country)
        if postcode.presence is Presence.NONE or country == _ANYWHERE:
            return None
        return AddressField(name, postcode.label, postcode.is_required, postcode.autocomplete, postcode.autocapitalize)
    capitals = "characters" if letter in entry.get("upper", "") else "words"
    if name == "region":
        if letter not in required:
            return None
        label = _REGIONS[entry.get("state_name_type", "province")]
        return AddressField(name, label, True, _AUTOCOMPLETE[name], capitals, regions_of(country))
    label = {
        "name": sf_("Full name"),
        # Where the town is part of the lines, as in Japan, nobody must leave it out.
        "lines": sf_("Street and number") if "%C" in entry.get("fmt", _ORDER_ANYWHERE) else sf_("Town, street, number"),
        "city": _CITIES[entry.get("locality_name_type", "city")],
    }[name]
    # A parcel needs somebody's name, though the published data speaks of addresses only.
    return AddressField(name, label, name == "name" or letter in required, _AUTOCOMPLETE[name], capitals)
