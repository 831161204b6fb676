"""Saint Kitts and Nevis: KN and four digits."""

import re

from storefront_plugin.postcodes.rule import CountryRule, Presence

RULE = CountryRule(
    country="KN",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    layout="KN{0}",
    presence=Presence.OPTIONAL,
    valid=("KN0101", "KN0901", "KN1101"),
    invalid=("KN010", "KN01011", "NK0101"),
    source="UPU, postal addressing system: Saint Kitts and Nevis",
    as_of="2026-11",
)
