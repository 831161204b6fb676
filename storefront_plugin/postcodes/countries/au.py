"""Australia: four digits; 02 (Canberra), 08 and 09 (the north) are the only ones that begin with zero."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="AU",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    issued=re.compile(r"0[289]\d\d|[1-9]\d{3}", re.ASCII),
    label=sf_("Postcode"),
    valid=("2060", "0800", "0200", "9726"),
    invalid=("0100", "0000", "206", "20600", "ABCD"),
    source="Australia Post, postcodes; UPU, postal addressing system: Australia",
)
