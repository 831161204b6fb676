"""Liechtenstein: within the Swiss system, 9485 to 9498."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="LI",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    issued=re.compile(r"948[5-9]|949[0-8]", re.ASCII),
    prefixes=("FL", "CH"),
    label=sf_("PLZ"),
    neighbours=("CH",),
    valid=("9490", "9485", "9498"),
    invalid=("9484", "9499", "949", "8001"),
    source="Liechtensteinische Post; UPU, postal addressing system: Liechtenstein",
    as_of="2026-11",
)
