"""Costa Rica: five digits since 2007, province, canton and district; four before."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="CR",
    pattern=re.compile(r"(\d{4,5})", re.ASCII),
    issued=re.compile(r"(?!0)\d{4,5}", re.ASCII),
    label=sf_("Código postal"),
    regions={"SJ": "1", "A": "2", "C": "3", "H": "4", "G": "5", "P": "6", "L": "7"},
    region_names={
        **{"SJ": "San José", "A": "Alajuela", "C": "Cartago", "H": "Heredia", "G": "Guanacaste"},
        **{"P": "Puntarenas", "L": "Limón"},
    },
    valid=("10101", "20101", "70101", "1000"),
    invalid=("00101", "101", "101011", "1010101", "ABCDE"),
    source="Correos de Costa Rica, código postal; UPU, postal addressing system: Costa Rica",
    as_of="2026-11",
)
