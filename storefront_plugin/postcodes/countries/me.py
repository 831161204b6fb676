"""Montenegro: five digits, beginning with 8."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="ME",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"8\d{4}", re.ASCII),
    prefixes=("MNE",),
    valid=("81000", "85366", "84314"),
    invalid=("71000", "8100", "810000"),
    source="UPU, postal addressing system: Montenegro",
    as_of="2026-11",
)
