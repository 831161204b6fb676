"""Ascension: one code for all."""

import re

from storefront_plugin.postcodes.rule import CountryRule, Presence

RULE = CountryRule(
    country="AC",
    pattern=re.compile(r"(ASCN)(1ZZ)", re.ASCII),
    layout="{0} {1}",
    presence=Presence.OPTIONAL,
    only="ASCN 1ZZ",
    valid=("ASCN 1ZZ",),
    invalid=("ASCN 1ZY", "ASCN 11ZZ", "1ZZ ASCN"),
    source="UPU, postal addressing system: Ascension",
    as_of="2026-11",
)
