"""Nicaragua: five digits, sometimes written after CP."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="NI",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    prefixes=("CP",),
    valid=("52000", "11001", "21000"),
    invalid=("1234", "123456", "ABCDE"),
    source="Correos de Nicaragua; UPU, postal addressing system: Nicaragua",
    as_of="2026-11",
)
