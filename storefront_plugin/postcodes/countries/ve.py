"""Venezuela: four digits; in the large towns a letter may follow for the sector (1010-A)."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="VE",
    pattern=re.compile(r"(\d{4})([A-D])?", re.ASCII),
    layout="{0}-{1}",
    prefixes=("CP",),
    label=sf_("Código postal"),
    valid=("1010", "3001", "8011", "1010-A"),
    invalid=("101", "10100", "1010-AB", "1010-X", "ABCD"),
    source="Ipostel, códigos postales; UPU, postal addressing system: Venezuela",
    as_of="2026-11",
)
