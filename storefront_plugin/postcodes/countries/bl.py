"""Saint Barthélemy: within the French system, 97133, and 97100 from the time when it was part of Guadeloupe."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="BL",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"97133|97100", re.ASCII),
    prefixes=("FR", "F"),
    label=sf_("Code postal"),
    only="97133",
    neighbours=("FR",),
    valid=("97133",),
    invalid=("97132", "9713", "75001"),
    source="La Poste, codes postaux; UPU, postal addressing system: Saint Barthélemy",
    as_of="2026-11",
)
