"""Somalia: two letters of the region and five digits."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="SO",
    pattern=re.compile(r"([A-Z]{2})(\d{5})", re.ASCII),
    layout="{0} {1}",
    valid=("JH 09010", "AD 11010"),
    invalid=("JH 0901", "09010", "JHX 09010"),
    source="UPU, postal addressing system: Somalia",
    as_of="2026-11",
)
