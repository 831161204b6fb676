"""Albania: four digits from 1000."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="AL",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    issued=re.compile(r"[1-9]\d{3}", re.ASCII),
    valid=("1001", "3501", "9706"),
    invalid=("0123", "100", "10010"),
    source="UPU, postal addressing system: Albania",
    as_of="2026-11",
)
