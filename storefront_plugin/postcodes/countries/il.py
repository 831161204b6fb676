"""Israel: seven digits since 2013, five before."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="IL",
    pattern=re.compile(r"(\d{7}|\d{5})", re.ASCII),
    valid=("9614303", "3108701", "96143"),
    invalid=("961430", "961", "96143030"),
    source="Israel Post, mikud; UPU, postal addressing system: Israel",
    as_of="2026-11",
)
