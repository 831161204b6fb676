"""Viet Nam: five digits since 2018, six before."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="VN",
    pattern=re.compile(r"(\d{5}\d?)", re.ASCII),
    valid=("70010", "55999", "100000"),
    invalid=("7001", "7001000", "ABCDE"),
    source="UPU, postal addressing system: Viet Nam",
    as_of="2026-11",
)
