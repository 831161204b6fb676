"""Croatia: five digits, the first from 1 to 5."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="HR",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"[1-5]\d{4}", re.ASCII),
    valid=("10000", "21001", "53296"),
    invalid=("00000", "60000", "99999", "1000"),
    source="Hrvatska pošta; UPU, postal addressing system: Croatia",
    as_of="2026-11",
)
