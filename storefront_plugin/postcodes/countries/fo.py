"""Faroe Islands: three digits."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="FO",
    pattern=re.compile(r"(\d{3})", re.ASCII),
    issued=re.compile(r"[1-9]\d\d", re.ASCII),
    prefixes=("DK",),
    neighbours=("DK",),
    valid=("100", "160", "970"),
    invalid=("000", "1000", "10"),
    source="UPU, postal addressing system: Faroe Islands",
    as_of="2026-11",
)
