"""Trinidad and Tobago: six digits."""

import re

from storefront_plugin.postcodes.rule import CountryRule, Presence

RULE = CountryRule(
    country="TT",
    pattern=re.compile(r"(\d{6})", re.ASCII),
    presence=Presence.OPTIONAL,
    valid=("120110", "500234", "690101"),
    invalid=("12011", "1201101", "ABCDEF"),
    source="TTPost; UPU, postal addressing system: Trinidad and Tobago",
    as_of="2026-11",
)
