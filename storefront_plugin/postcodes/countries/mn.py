"""Mongolia: five digits, and six in the directory before it."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="MN",
    pattern=re.compile(r"(\d{5,6})", re.ASCII),
    valid=("14201", "65030", "83033", "210349"),
    invalid=("1420", "1420111", "ABCDE"),
    source="Mongol Post, zip codes; UPU, postal addressing system: Mongolia",
    as_of="2026-11",
)
