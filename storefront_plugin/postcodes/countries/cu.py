"""Cuba: five digits, sometimes written after CP."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="CU",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    prefixes=("CP",),
    valid=("10700", "40100", "99999"),
    invalid=("1070", "107000", "ABCDE"),
    source="UPU, postal addressing system: Cuba",
    as_of="2026-11",
)
