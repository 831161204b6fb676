"""Latvia: four digits, always written after LV-."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="LV",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    layout="LV-{0}",
    valid=("LV-1010", "LV-1073", "LV-5701"),
    invalid=("LV-101", "LV-10100", "LVV1010"),
    source="Latvijas Pasts, pasta indeksi; UPU, postal addressing system: Latvia",
    as_of="2026-11",
)
