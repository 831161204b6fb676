"""Switzerland: four digits; Liechtenstein and the exclaves share the system."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="CH",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    issued=re.compile(r"[1-9]\d{3}", re.ASCII),
    label=sf_("PLZ"),
    territories=re.compile(r"(?P<LI>94(?:8[5-9]|9[0-8]))", re.ASCII),
    valid=("8001", "1211", "3030", "9658"),
    invalid=("0123", "800", "80010", "ABCD"),
    source="Swiss Post, PLZ; UPU, postal addressing system: Switzerland",
    as_of="2026-11",
)
