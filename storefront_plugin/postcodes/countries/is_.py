"""Iceland: three digits."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="IS",
    pattern=re.compile(r"(\d{3})", re.ASCII),
    issued=re.compile(r"[1-9]\d\d", re.ASCII),
    label=sf_("Póstnúmer"),
    valid=("101", "220", "902"),
    invalid=("012", "10", "1010", "ABC"),
    source="Pósturinn, póstnúmer; UPU, postal addressing system: Iceland",
    as_of="2026-11",
)
