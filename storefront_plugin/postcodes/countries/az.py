"""Azerbaijan: four digits, written after AZ."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="AZ",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    layout="AZ{0}",
    valid=("AZ1000", "AZ1025", "AZ7000"),
    invalid=("AZ100", "AZ10000", "A1000"),
    source="Azərpoçt; UPU, postal addressing system: Azerbaijan",
    as_of="2026-11",
)
