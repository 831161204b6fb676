"""Martinique: within the French system, beginning with 972."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="MQ",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"972\d\d", re.ASCII),
    prefixes=("FR", "F"),
    label=sf_("Code postal"),
    neighbours=("FR",),
    valid=("97200", "97220", "97290"),
    invalid=("97100", "9720", "75001"),
    source="La Poste, codes postaux; UPU, postal addressing system: Martinique",
    as_of="2026-11",
)
