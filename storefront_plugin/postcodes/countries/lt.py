"""Lithuania: five digits, always written after LT-."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="LT",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    layout="LT-{0}",
    neighbours=("LV",),
    valid=("LT-01103", "LT-04340", "LT-99001"),
    invalid=("LT-0110", "LT-011030", "LV-1010"),
    source="Lietuvos paštas, pašto kodai; UPU, postal addressing system: Lithuania",
    as_of="2026-11",
)
