"""Belgium: four digits from 1000."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="BE",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    issued=re.compile(r"[1-9]\d{3}", re.ASCII),
    prefixes=("B",),
    label=sf_("Postcode"),
    valid=("1000", "4000", "9992"),
    invalid=("0123", "100", "10000", "ABCD"),
    source="bpost, postcodes; UPU, postal addressing system: Belgium",
    as_of="2026-11",
)
