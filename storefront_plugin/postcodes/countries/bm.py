"""Bermuda: two letters and two digits for a street, two letters more for a box."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="BM",
    pattern=re.compile(r"([A-Z]{2})(\d{2}|[A-Z]{2})", re.ASCII),
    layout="{0} {1}",
    valid=("HM 12", "FL 07", "HM GX"),
    invalid=("HM 1", "HM 123", "ABC1", "1234"),
    source="UPU, postal addressing system: Bermuda",
    as_of="2026-11",
)
