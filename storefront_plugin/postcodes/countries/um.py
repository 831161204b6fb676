"""United States Minor Outlying Islands: within the ZIP code system of the United States, one code for all."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="UM",
    pattern=re.compile(r"(\d{5})(\d{4})?", re.ASCII),
    layout="{0}-{1}",
    prefixes=("US", "USA"),
    issued=re.compile(r"96898(?:\d{4})?", re.ASCII),
    label=sf_("ZIP code"),
    neighbours=("US",),
    valid=("96898", "96898-1234"),
    invalid=("96899", "9689", "12345"),
    source="USPS, Publication 65; UPU, postal addressing system: United States Minor Outlying Islands",
    as_of="2026-11",
)
