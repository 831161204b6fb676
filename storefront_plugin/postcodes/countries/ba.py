"""Bosnia and Herzegovina: five digits, beginning with 7 or 8."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="BA",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"[78]\d{4}", re.ASCII),
    prefixes=("BIH",),
    valid=("71000", "78000", "89247"),
    invalid=("00000", "61000", "7100", "710000"),
    source="UPU, postal addressing system: Bosnia and Herzegovina",
    as_of="2026-11",
)
