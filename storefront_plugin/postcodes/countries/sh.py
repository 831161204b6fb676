"""Saint Helena, and Ascension and Tristan da Cunha which belong to it: one code for each island."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="SH",
    pattern=re.compile(r"(STHL|ASCN|TDCU)(1ZZ)", re.ASCII),
    layout="{0} {1}",
    valid=("STHL 1ZZ", "ASCN 1ZZ", "TDCU 1ZZ"),
    invalid=("STHL 1ZX", "STHL1", "ABCD 1ZZ"),
    source="UPU, postal addressing system: Saint Helena",
    as_of="2026-11",
)
