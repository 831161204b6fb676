"""Cyprus: four digits from 1000."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="CY",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    issued=re.compile(r"[1-9]\d{3}", re.ASCII),
    neighbours=("TR",),
    valid=("1900", "2008", "8577"),
    invalid=("0123", "190", "99628"),
    source="Cyprus Post; UPU, postal addressing system: Cyprus",
    as_of="2026-11",
)
