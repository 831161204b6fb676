"""Denmark: four digits; 39 is Greenland."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="DK",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    issued=re.compile(r"(?!39|00)\d{4}", re.ASCII),
    label=sf_("Postnummer"),
    neighbours=("GL", "FO"),
    valid=("1050", "8660", "0800", "9990"),
    invalid=("3900", "105", "10500", "ABCD"),
    source="PostNord Danmark, postnumre; UPU, postal addressing system: Denmark",
    as_of="2026-11",
)
