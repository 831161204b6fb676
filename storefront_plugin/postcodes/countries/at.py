"""Austria: four digits, the first naming the region from 1 to 9."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="AT",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    issued=re.compile(r"[1-9]\d{3}", re.ASCII),
    prefixes=("A",),
    label=sf_("PLZ"),
    valid=("1010", "4020", "5351", "9992"),
    invalid=("0123", "101", "10100", "ABCD"),
    source="Österreichische Post, Postleitzahlen; UPU, postal addressing system: Austria",
    as_of="2026-11",
)
