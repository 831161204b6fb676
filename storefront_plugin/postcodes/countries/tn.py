"""Tunisia: four digits, the first from 1 in Tunis to 9."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="TN",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    issued=re.compile(r"[1-9]\d{3}", re.ASCII),
    label=sf_("Code postal"),
    valid=("1002", "3129", "8129", "9183"),
    invalid=("0100", "100", "10020", "ABCD"),
    source="La Poste Tunisienne; UPU, postal addressing system: Tunisia",
    as_of="2026-11",
)
