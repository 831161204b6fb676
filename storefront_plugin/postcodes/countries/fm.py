"""Micronesia: within the ZIP code system of the United States, 96941 to 96944."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="FM",
    pattern=re.compile(r"(\d{5})(\d{4})?", re.ASCII),
    layout="{0}-{1}",
    prefixes=("US", "USA"),
    issued=re.compile(r"9694[1-4](?:\d{4})?", re.ASCII),
    label=sf_("ZIP code"),
    neighbours=("US",),
    valid=("96941", "96944", "96942-1234"),
    invalid=("96940", "96945", "9694"),
    source="USPS, Publication 65; UPU, postal addressing system: Micronesia",
    as_of="2026-11",
)
