"""Morocco: five digits, the first two for a prefecture or province, from 10."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="MA",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"[1-9]\d{4}", re.ASCII),
    label=sf_("Code postal"),
    valid=("10000", "20192", "53000", "80000"),
    invalid=("01000", "1000", "100000", "ABCDE"),
    source="Barid Al-Maghrib, code postal; UPU, postal addressing system: Morocco",
    as_of="2026-11",
)
