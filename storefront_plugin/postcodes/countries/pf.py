"""French Polynesia: within the French system, beginning with 987."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="PF",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"987\d\d", re.ASCII),
    prefixes=("FR", "F"),
    label=sf_("Code postal"),
    neighbours=("FR",),
    valid=("98714", "98701", "98799"),
    invalid=("98800", "9871", "75001"),
    source="La Poste, codes postaux; UPU, postal addressing system: French Polynesia",
    as_of="2026-11",
)
