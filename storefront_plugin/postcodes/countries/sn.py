"""Senegal: five digits, sometimes written after CP."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="SN",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    prefixes=("CP",),
    valid=("12500", "46024", "16556"),
    invalid=("1234", "123456", "ABCDE"),
    source="La Poste; UPU, postal addressing system: Senegal",
    as_of="2026-11",
)
