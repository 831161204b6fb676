"""United States Virgin Islands: within the ZIP code system of the United States, 00801 to 00851."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="VI",
    pattern=re.compile(r"(\d{5})(\d{4})?", re.ASCII),
    layout="{0}-{1}",
    prefixes=("US", "USA"),
    issued=re.compile(r"008(?:0[1-9]|[1-4]\d|5[01])(?:\d{4})?", re.ASCII),
    label=sf_("ZIP code"),
    neighbours=("US",),
    valid=("00802", "00850", "00802-1222"),
    invalid=("00852", "0080", "12345"),
    source="USPS, Publication 65; UPU, postal addressing system: United States Virgin Islands",
    as_of="2026-11",
)
