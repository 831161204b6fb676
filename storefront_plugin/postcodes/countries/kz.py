"""Kazakhstan: six digits, or since 2015 letters and digits by turns (A10A5T4)."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="KZ",
    pattern=re.compile(r"(\d{6}|[A-Z]\d{2}[A-Z]\d[A-Z]\d)", re.ASCII),
    valid=("040900", "050012", "A10A5T4"),
    invalid=("04090", "0409000", "A10A5TT"),
    source="Qazpost; UPU, postal addressing system: Kazakhstan",
    as_of="2026-11",
)
