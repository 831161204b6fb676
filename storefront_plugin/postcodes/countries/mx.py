"""Mexico: five digits, the first two for a state, from 01."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="MX",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"(?!00)\d{5}", re.ASCII),
    prefixes=("CP", "C.P."),
    label=sf_("Código postal"),
    valid=("02860", "06082", "98000", "44100"),
    invalid=("00100", "0286", "028600", "ABCDE"),
    source="Sepomex, códigos postales; UPU, postal addressing system: Mexico",
    as_of="2026-11",
)
