"""Turks and Caicos Islands: one code for all."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="TC",
    pattern=re.compile(r"(TKCA)(1ZZ)", re.ASCII),
    layout="{0} {1}",
    only="TKCA 1ZZ",
    valid=("TKCA 1ZZ",),
    invalid=("TKCA 1ZY", "TKCA 11ZZ", "1ZZ TKCA"),
    source="UPU, postal addressing system: Turks and Caicos Islands",
    as_of="2026-11",
)
