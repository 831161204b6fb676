"""Cambodia: six digits, province, district and commune; five before 2017."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="KH",
    pattern=re.compile(r"(\d{5,6})", re.ASCII),
    valid=("120101", "120108", "12000"),
    invalid=("1201", "1201011", "ABCDE"),
    source="Cambodia Post; UPU, postal addressing system: Cambodia",
    as_of="2026-11",
)
