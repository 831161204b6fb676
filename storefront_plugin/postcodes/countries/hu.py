"""Hungary: four digits from 1000."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="HU",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    issued=re.compile(r"[1-9]\d{3}", re.ASCII),
    prefixes=("H",),
    label=sf_("Irányítószám"),
    valid=("1037", "2380", "9985"),
    invalid=("0123", "103", "10370"),
    source="Magyar Posta, irányítószám; UPU, postal addressing system: Hungary",
    as_of="2026-11",
)
