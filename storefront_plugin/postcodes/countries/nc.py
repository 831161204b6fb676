"""New Caledonia: within the French system, beginning with 988."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="NC",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"988\d\d", re.ASCII),
    prefixes=("FR", "F"),
    label=sf_("Code postal"),
    neighbours=("FR",),
    valid=("98800", "98814", "98890"),
    invalid=("98700", "9880", "75001"),
    source="La Poste, codes postaux; UPU, postal addressing system: New Caledonia",
    as_of="2026-11",
)
