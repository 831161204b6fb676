"""Serbia: five digits for a post office; six (PAK) for an address."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="RS",
    pattern=re.compile(r"(\d{5,6})", re.ASCII),
    valid=("11000", "21000", "106314"),
    invalid=("00000", "1100", "1100000", "ABCDE"),
    source="Pošta Srbije, poštanski brojevi i PAK; UPU, postal addressing system: Serbia",
    as_of="2026-11",
)
