"""North Macedonia: four digits from 1000."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="MK",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    issued=re.compile(r"[1-9]\d{3}", re.ASCII),
    valid=("1000", "1314", "7500"),
    invalid=("0123", "100", "10000"),
    source="UPU, postal addressing system: North Macedonia",
    as_of="2026-11",
)
