"""Falkland Islands: one code for all."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="FK",
    pattern=re.compile(r"(FIQQ)(1ZZ)", re.ASCII),
    layout="{0} {1}",
    only="FIQQ 1ZZ",
    valid=("FIQQ 1ZZ",),
    invalid=("FIQQ 1ZY", "FIQQ 11ZZ", "1ZZ FIQQ"),
    source="UPU, postal addressing system: Falkland Islands",
    as_of="2026-11",
)
