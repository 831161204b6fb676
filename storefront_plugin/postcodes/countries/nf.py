"""Norfolk Island: within the Australian system, one code for all."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="NF",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    issued=re.compile(r"2899", re.ASCII),
    label=sf_("Postcode"),
    only="2899",
    neighbours=("AU",),
    valid=("2899",),
    invalid=("2898", "28990", "289"),
    source="Australia Post; UPU, postal addressing system: Norfolk Island",
    as_of="2026-11",
)
