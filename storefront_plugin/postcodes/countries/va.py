"""Vatican City: within the Italian system, one code for all."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="VA",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"00120", re.ASCII),
    prefixes=("V", "SCV", "IT", "I"),
    label=sf_("CAP"),
    only="00120",
    neighbours=("IT",),
    valid=("00120",),
    invalid=("00121", "0012", "001200"),
    source="UPU, postal addressing system: Vatican",
    as_of="2026-11",
)
