"""Tristan da Cunha: one code for all."""

import re

from storefront_plugin.postcodes.rule import CountryRule, Presence

RULE = CountryRule(
    country="TA",
    pattern=re.compile(r"(TDCU)(1ZZ)", re.ASCII),
    layout="{0} {1}",
    presence=Presence.OPTIONAL,
    only="TDCU 1ZZ",
    valid=("TDCU 1ZZ",),
    invalid=("TDCU 1ZY", "TDCU 11ZZ", "1ZZ TDCU"),
    source="UPU, postal addressing system: Tristan da Cunha",
    as_of="2026-11",
)
