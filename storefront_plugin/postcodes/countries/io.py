"""British Indian Ocean Territory: one code for all."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="IO",
    pattern=re.compile(r"(BBND)(1ZZ)", re.ASCII),
    layout="{0} {1}",
    only="BBND 1ZZ",
    valid=("BBND 1ZZ",),
    invalid=("BBND 1ZY", "BBND 11ZZ", "1ZZ BBND"),
    source="UPU, postal addressing system: British Indian Ocean Territory",
    as_of="2026-11",
)
