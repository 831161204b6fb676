"""Lebanon: four digits, and four more."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="LB",
    pattern=re.compile(r"(\d{4})(\d{4})?", re.ASCII),
    layout="{0} {1}",
    valid=("1107 2810", "2038 3054", "1000"),
    invalid=("110", "11072", "1107 28101"),
    source="LibanPost; UPU, postal addressing system: Lebanon",
    as_of="2026-11",
)
