"""Russia: six digits, from 1 in Moscow to 6 in the Far East."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="RU",
    pattern=re.compile(r"(\d{6})", re.ASCII),
    issued=re.compile(r"[1-6]\d{5}", re.ASCII),
    valid=("101000", "188300", "247112", "693000"),
    invalid=("001000", "793000", "10100", "1010000", "ABCDEF"),
    source="Pochta Rossii; UPU, postal addressing system: Russian Federation",
    as_of="2026-11",
)
