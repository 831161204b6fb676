"""South Africa: four digits, from 0001 in Pretoria."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="ZA",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    issued=re.compile(r"(?!0000)\d{4}", re.ASCII),
    valid=("0083", "1451", "0001", "9992"),
    invalid=("0000", "008", "00833", "ABCD"),
    source="South African Post Office, postal codes; UPU, postal addressing system: South Africa",
    as_of="2026-11",
)
