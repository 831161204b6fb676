"""Singapore: six digits, the first two for a sector, from 01."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="SG",
    pattern=re.compile(r"(\d{6})", re.ASCII),
    issued=re.compile(r"(?!00)\d{6}", re.ASCII),
    prefixes=("SINGAPORE", "S"),
    valid=("546080", "308125", "011000", "902434"),
    invalid=("005460", "54608", "5460800", "ABCDEF"),
    source="SingPost; UPU, postal addressing system: Singapore",
    as_of="2026-11",
)
