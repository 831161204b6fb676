"""Monaco: within the French system, beginning with 980."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="MC",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"980\d\d", re.ASCII),
    prefixes=("FR", "F"),
    label=sf_("Code postal"),
    neighbours=("FR",),
    valid=("98000", "98001", "98025"),
    invalid=("98100", "9800", "06240"),
    source="La Poste, codes postaux; UPU, postal addressing system: Monaco",
    as_of="2026-11",
)
