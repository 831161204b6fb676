"""Bahrain: the block, three or four digits beginning with 1 to 12."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="BH",
    pattern=re.compile(r"(\d{3,4})", re.ASCII),
    issued=re.compile(r"(?:1[0-2]|[1-9])\d\d", re.ASCII),
    valid=("317", "101", "1216"),
    invalid=("000", "1301", "31", "31700"),
    source="UPU, postal addressing system: Bahrain",
    as_of="2026-11",
)
