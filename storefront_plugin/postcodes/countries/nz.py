"""New Zealand: four digits."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="NZ",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    label=sf_("Postcode"),
    valid=("6011", "0110", "1010", "9893"),
    invalid=("601", "60110", "ABCD"),
    source="NZ Post, postcodes; UPU, postal addressing system: New Zealand",
)
