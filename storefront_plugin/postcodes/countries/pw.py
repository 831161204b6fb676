"""Palau: within the ZIP code system of the United States, 96939 and 96940."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="PW",
    pattern=re.compile(r"(\d{5})(\d{4})?", re.ASCII),
    layout="{0}-{1}",
    prefixes=("US", "USA"),
    issued=re.compile(r"969(?:39|40)(?:\d{4})?", re.ASCII),
    label=sf_("ZIP code"),
    neighbours=("US",),
    valid=("96940", "96939", "96940-1234"),
    invalid=("96941", "9694", "12345"),
    source="USPS, Publication 65; UPU, postal addressing system: Palau",
    as_of="2026-11",
)
