"""South Georgia and the South Sandwich Islands: one code for all."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="GS",
    pattern=re.compile(r"(SIQQ)(1ZZ)", re.ASCII),
    layout="{0} {1}",
    only="SIQQ 1ZZ",
    valid=("SIQQ 1ZZ",),
    invalid=("SIQQ 1ZY", "SIQQ 11ZZ", "1ZZ SIQQ"),
    source="UPU, postal addressing system: South Georgia and the South Sandwich Islands",
    as_of="2026-11",
)
