"""Luxembourg: four digits, written after L-."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="LU",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    layout="L-{0}",
    issued=re.compile(r"[1-9]\d{3}", re.ASCII),
    prefixes=("L",),
    label=sf_("Code postal"),
    valid=("L-4750", "L-2998", "L-1009"),
    invalid=("0123", "475", "47500", "D-4750"),
    source="POST Luxembourg, codes postaux; UPU, postal addressing system: Luxembourg",
    as_of="2026-11",
)
