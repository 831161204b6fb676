"""Taiwan: three digits, and two or three more."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="TW",
    pattern=re.compile(r"([1-9]\d{2}(?:\d{2,3})?)", re.ASCII),
    valid=("104", "10603", "106409"),
    invalid=("04", "1060", "1064099"),
    source="Chunghwa Post, 3+2 and 3+3; UPU, postal addressing system: Taiwan",
    as_of="2026-11",
)
