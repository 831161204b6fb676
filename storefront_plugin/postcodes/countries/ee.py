"""Estonia: five digits from 10000."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="EE",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"[1-9]\d{4}", re.ASCII),
    valid=("10111", "69501", "96232"),
    invalid=("01234", "1011", "101110"),
    source="Omniva, sihtnumbrid; UPU, postal addressing system: Estonia",
    as_of="2026-11",
)
