"""Moldova: four digits, written after MD-."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="MD",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    layout="MD-{0}",
    valid=("MD-2012", "MD-2019", "MD-7731"),
    invalid=("MD-201", "MD-20120", "ABCD"),
    source="Poșta Moldovei; UPU, postal addressing system: Moldova",
    as_of="2026-11",
)
