"""Saint Pierre and Miquelon: within the French system, one code for all."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="PM",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"97500", re.ASCII),
    prefixes=("FR", "F"),
    label=sf_("Code postal"),
    only="97500",
    neighbours=("FR",),
    valid=("97500",),
    invalid=("97501", "9750", "75001"),
    source="La Poste, codes postaux; UPU, postal addressing system: Saint Pierre and Miquelon",
    as_of="2026-11",
)
