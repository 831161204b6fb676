"""Belarus: six digits, beginning with 2."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="BY",
    pattern=re.compile(r"(\d{6})", re.ASCII),
    issued=re.compile(r"2\d{5}", re.ASCII),
    valid=("220050", "223016", "247760"),
    invalid=("110050", "22005", "2200500"),
    source="UPU, postal addressing system: Belarus",
    as_of="2026-11",
)
