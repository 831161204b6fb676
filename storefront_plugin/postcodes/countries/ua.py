"""Ukraine: five digits, the region first from 01."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="UA",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"(?!00)\d{5}", re.ASCII),
    valid=("01001", "15432", "99999"),
    invalid=("00000", "0100", "010010"),
    source="Ukrposhta; UPU, postal addressing system: Ukraine",
    as_of="2026-11",
)
