"""Réunion: within the French system, beginning with 974."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="RE",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"974\d\d", re.ASCII),
    prefixes=("FR", "F"),
    label=sf_("Code postal"),
    neighbours=("FR",),
    valid=("97400", "97410", "97490"),
    invalid=("97500", "9740", "75001"),
    source="La Poste, codes postaux; UPU, postal addressing system: Réunion",
    as_of="2026-11",
)
