"""Mayotte: within the French system, beginning with 976."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="YT",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"976\d\d", re.ASCII),
    prefixes=("FR", "F"),
    label=sf_("Code postal"),
    neighbours=("FR",),
    valid=("97600", "97610", "97680"),
    invalid=("97500", "9760", "75001"),
    source="La Poste, codes postaux; UPU, postal addressing system: Mayotte",
    as_of="2026-11",
)
