"""Cayman Islands: KY and the island (1 Grand Cayman, 2 Cayman Brac, 3 Little Cayman), then four digits."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="KY",
    pattern=re.compile(r"([1-9])(\d{4})", re.ASCII),
    layout="KY{0}-{1}",
    issued=re.compile(r"[1-3]\d{4}", re.ASCII),
    valid=("KY1-1100", "KY2-2101", "KY3-2501"),
    invalid=("KY4-1100", "KY1-110", "KY01100"),
    source="UPU, postal addressing system: Cayman Islands",
    as_of="2026-11",
)
