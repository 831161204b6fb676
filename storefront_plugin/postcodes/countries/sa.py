"""Saudi Arabia: five digits, and four more for the building."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="SA",
    pattern=re.compile(r"(\d{5})(\d{4})?", re.ASCII),
    layout="{0}-{1}",
    issued=re.compile(r"[1-9]\d{4}(?:\d{4})?", re.ASCII),
    valid=("11564", "12643-2121", "75311-8538"),
    invalid=("1156", "11564-123", "ABCDE"),
    source="Saudi Post, national address; UPU, postal addressing system: Saudi Arabia",
    as_of="2026-11",
)
