"""Haiti: four digits, written after HT."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="HT",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    layout="HT{0}",
    valid=("HT6110", "HT5310", "HT8510"),
    invalid=("HT611", "HT61100", "AA6110"),
    source="UPU, postal addressing system: Haiti",
    as_of="2026-11",
)
