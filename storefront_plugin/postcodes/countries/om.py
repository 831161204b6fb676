"""Oman: three digits, sometimes written after PC."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="OM",
    pattern=re.compile(r"(\d{3})", re.ASCII),
    prefixes=("PC",),
    valid=("111", "133", "211"),
    invalid=("11", "1111", "ABC"),
    source="Oman Post; UPU, postal addressing system: Oman",
    as_of="2026-11",
)
