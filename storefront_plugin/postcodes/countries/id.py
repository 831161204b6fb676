"""Indonesia: five digits from 10000."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="ID",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"[1-9]\d{4}", re.ASCII),
    valid=("10110", "40115", "99974"),
    invalid=("00091", "1011", "101100"),
    source="Pos Indonesia, kode pos; UPU, postal addressing system: Indonesia",
)
