"""Ghana: the digital address, a district, an area and a place."""

import re

from storefront_plugin.postcodes.rule import CountryRule, Presence

RULE = CountryRule(
    country="GH",
    pattern=re.compile(r"([A-Z][A-Z\d])(\d{3,5})(\d{4})", re.ASCII),
    layout="{0}-{1}-{2}",
    presence=Presence.OPTIONAL,
    valid=("GA-183-8164", "GA-1448-5289", "A2-0012-3456"),
    invalid=("GA-183", "1838164", "GA-183-81645678"),
    source="GhanaPostGPS",
    as_of="2026-11",
)
