"""American Samoa: within the ZIP code system of the United States, one code for all."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="AS",
    pattern=re.compile(r"(\d{5})(\d{4})?", re.ASCII),
    layout="{0}-{1}",
    prefixes=("US", "USA"),
    issued=re.compile(r"96799(?:\d{4})?", re.ASCII),
    label=sf_("ZIP code"),
    neighbours=("US",),
    valid=("96799", "96799-9999"),
    invalid=("96798", "9679", "967991"),
    source="USPS, Publication 65; UPU, postal addressing system: American Samoa",
    as_of="2026-11",
)
