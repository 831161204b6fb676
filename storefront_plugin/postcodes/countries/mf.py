"""Saint Martin: within the French system, 97150, and 97100 from the time when it was part of Guadeloupe."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="MF",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"97150|97100", re.ASCII),
    prefixes=("FR", "F"),
    label=sf_("Code postal"),
    only="97150",
    neighbours=("FR",),
    valid=("97150",),
    invalid=("97151", "9715", "75001"),
    source="La Poste, codes postaux; UPU, postal addressing system: Saint Martin",
    as_of="2026-11",
)
