"""French Guiana: within the French system, beginning with 973."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="GF",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"973\d\d", re.ASCII),
    prefixes=("FR", "F"),
    label=sf_("Code postal"),
    neighbours=("FR",),
    valid=("97300", "97310", "97390"),
    invalid=("97400", "9730", "75001"),
    source="La Poste, codes postaux; UPU, postal addressing system: French Guiana",
    as_of="2026-11",
)
