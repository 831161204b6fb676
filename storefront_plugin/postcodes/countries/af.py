"""Afghanistan: four digits, the province first (10 to 43); six in the directory of 2024."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="AF",
    pattern=re.compile(r"(\d{4}(?:\d\d)?)", re.ASCII),
    issued=re.compile(r"(?:[1-3]\d|4[0-3])\d{2}(?:\d\d)?", re.ASCII),
    valid=("1001", "2601", "4301", "100101"),
    invalid=("0950", "4401", "100", "10010"),
    source="UPU, postal addressing system: Afghanistan",
    as_of="2026-11",
)
