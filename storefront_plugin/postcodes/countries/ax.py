"""Åland: within the Finnish system, beginning with 22."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="AX",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"22\d{3}", re.ASCII),
    prefixes=("FI", "FIN"),
    label=sf_("Postnummer"),
    neighbours=("FI",),
    valid=("22100", "22150", "22710"),
    invalid=("00100", "2210", "221000"),
    source="UPU, postal addressing system: Åland",
    as_of="2026-11",
)
