"""Barbados: BB and five digits."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="BB",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    layout="BB{0}",
    valid=("BB23026", "BB22025", "BB15028"),
    invalid=("BB2302", "BB230266", "ABCD"),
    source="UPU, postal addressing system: Barbados",
    as_of="2026-11",
)
