"""Panama: four digits, the province first."""

import re

from storefront_plugin.postcodes.rule import CountryRule, Presence

RULE = CountryRule(
    country="PA",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    presence=Presence.OPTIONAL,
    valid=("0801", "0601", "1001"),
    invalid=("080", "08011", "ABCD"),
    source="UPU, postal addressing system: Panama",
    as_of="2026-11",
)
