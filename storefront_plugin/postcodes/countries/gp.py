"""Guadeloupe: within the French system, beginning with 971."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="GP",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"971\d\d", re.ASCII),
    prefixes=("FR", "F"),
    label=sf_("Code postal"),
    neighbours=("FR",),
    valid=("97100", "97110", "97190"),
    invalid=("97200", "9710", "75001"),
    source="La Poste, codes postaux; UPU, postal addressing system: Guadeloupe",
    as_of="2026-11",
)
