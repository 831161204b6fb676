"""Spain: five digits, the province first (01 to 52)."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="ES",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"(?:0[1-9]|[1-4]\d|5[0-2])\d{3}", re.ASCII),
    prefixes=("E",),
    label=sf_("Código postal"),
    valid=("28013", "01001", "52006"),
    invalid=("00100", "53001", "2801", "280130", "ABCDE"),
    source="Correos, códigos postales; UPU, postal addressing system: Spain",
    as_of="2026-11",
)
