"""El Salvador: four digits, written after CP."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="SV",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    layout="CP {0}",
    issued=re.compile(r"[1-3][1-7][0-2]\d", re.ASCII),
    prefixes=("CP",),
    valid=("CP 1101", "CP 2201", "CP 3101"),
    invalid=("CP 4101", "CP 110", "CP 11011"),
    source="UPU, postal addressing system: El Salvador",
    as_of="2026-11",
)
