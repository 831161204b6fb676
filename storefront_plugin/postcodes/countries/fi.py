"""Finland: five digits, Åland among them."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="FI",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"(?!00000)\d{5}", re.ASCII),
    prefixes=("SF",),
    label=sf_("Postinumero"),
    territories=re.compile(r"(?P<AX>22)", re.ASCII),
    valid=("00100", "00550", "22100", "99999"),
    invalid=("00000", "0010", "001000", "ABCDE"),
    source="Posti, postinumerot; UPU, postal addressing system: Finland",
    as_of="2026-11",
)
