"""Marshall Islands: within the ZIP code system of the United States, 96960 and 96970."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="MH",
    pattern=re.compile(r"(\d{5})(\d{4})?", re.ASCII),
    layout="{0}-{1}",
    prefixes=("US", "USA"),
    issued=re.compile(r"969[67]0(?:\d{4})?", re.ASCII),
    label=sf_("ZIP code"),
    neighbours=("US",),
    valid=("96960", "96970", "96960-1234"),
    invalid=("96961", "9696", "12345"),
    source="USPS, Publication 65; UPU, postal addressing system: Marshall Islands",
    as_of="2026-11",
)
