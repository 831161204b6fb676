"""Northern Mariana Islands: within the ZIP code system of the United States, 96950 to 96952."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="MP",
    pattern=re.compile(r"(\d{5})(\d{4})?", re.ASCII),
    layout="{0}-{1}",
    prefixes=("US", "USA"),
    issued=re.compile(r"9695[0-2](?:\d{4})?", re.ASCII),
    label=sf_("ZIP code"),
    neighbours=("US",),
    valid=("96950", "96951", "96952-1234"),
    invalid=("96949", "96953", "9695"),
    source="USPS, Publication 65; UPU, postal addressing system: Northern Mariana Islands",
    as_of="2026-11",
)
