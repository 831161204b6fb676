"""Mauritius: five digits; a letter and four for Rodrigues and Agalega; three, two letters and three before 2009."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="MU",
    pattern=re.compile(r"(\d{5}|[AR]\d{4}|\d{3}[A-Z]{2}\d{3})", re.ASCII),
    valid=("42602", "72201", "R5133", "A0000", "742CU001"),
    invalid=("4260", "426020", "B1234"),
    source="UPU, postal addressing system: Mauritius",
    as_of="2026-11",
)
