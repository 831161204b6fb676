"""Finland: five digits, Åland among them."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="FI",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    prefixes=("SF",),
    label=sf_("Postinumero"),
    valid=("00100", "00550", "22100", "99999"),
    invalid=("0010", "001000", "ABCDE"),
    source="Posti, postinumerot; UPU, postal addressing system: Finland",
)
