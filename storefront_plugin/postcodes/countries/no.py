"""Norway: four digits, Svalbard among them."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="NO",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    issued=re.compile(r"(?!0000)\d{4}", re.ASCII),
    prefixes=("N",),
    label=sf_("Postnummer"),
    territories=re.compile(r"(?P<SJ>8099|917)", re.ASCII),
    valid=("0150", "0025", "5003", "9991"),
    invalid=("0000", "015", "01500", "ABCD"),
    source="Posten Bring, postnummer; UPU, postal addressing system: Norway",
    as_of="2026-11",
)
