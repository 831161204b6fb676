"""Peru: five digits since 2011, the department first."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="PE",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"(?!00)[0-2]\d{4}", re.ASCII),
    valid=("15074", "02001", "25001"),
    invalid=("1507", "150740", "ABCDE"),
    source="UPU, postal addressing system: Peru",
    as_of="2026-11",
)
