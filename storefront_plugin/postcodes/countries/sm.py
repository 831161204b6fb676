"""San Marino: within the Italian system, 47890 to 47899."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="SM",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"4789\d", re.ASCII),
    prefixes=("RSM", "IT", "I"),
    label=sf_("CAP"),
    neighbours=("IT",),
    valid=("47890", "47899"),
    invalid=("47889", "4789", "478900"),
    source="UPU, postal addressing system: San Marino",
    as_of="2026-11",
)
