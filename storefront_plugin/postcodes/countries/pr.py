"""Puerto Rico: within the ZIP code system of the United States, beginning with 006, 007 or 009."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="PR",
    pattern=re.compile(r"(\d{5})(\d{4})?", re.ASCII),
    layout="{0}-{1}",
    prefixes=("US", "USA"),
    issued=re.compile(r"00[679]\d\d(?:\d{4})?", re.ASCII),
    label=sf_("ZIP code"),
    neighbours=("US",),
    valid=("00901", "00601", "00985-1234"),
    invalid=("00899", "0090", "009012"),
    source="USPS, Publication 65; UPU, postal addressing system: Puerto Rico",
    as_of="2026-11",
)
