"""Pitcairn: one code for all."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="PN",
    pattern=re.compile(r"(PCRN)(1ZZ)", re.ASCII),
    layout="{0} {1}",
    only="PCRN 1ZZ",
    valid=("PCRN 1ZZ",),
    invalid=("PCRN 1ZY", "PCRN 11ZZ", "1ZZ PCRN"),
    source="UPU, postal addressing system: Pitcairn",
    as_of="2026-11",
)
