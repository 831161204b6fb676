"""Guam: within the ZIP code system of the United States, 96910 to 96932."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="GU",
    pattern=re.compile(r"(\d{5})(\d{4})?", re.ASCII),
    layout="{0}-{1}",
    prefixes=("US", "USA"),
    issued=re.compile(r"969(?:[12]\d|3[0-2])(?:\d{4})?", re.ASCII),
    label=sf_("ZIP code"),
    neighbours=("US",),
    valid=("96910", "96931", "96932-9999"),
    invalid=("96909", "9691", "96950"),
    source="USPS, Publication 65; UPU, postal addressing system: Guam",
    as_of="2026-11",
)
