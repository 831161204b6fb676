"""Anguilla: one code for all, its prefix always written."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="AI",
    pattern=re.compile(r"(2640)", re.ASCII),
    layout="AI-{0}",
    only="AI-2640",
    valid=("AI-2640",),
    invalid=("AI-2641", "26400", "AI"),
    source="UPU, postal addressing system: Anguilla",
    as_of="2026-11",
)
