"""Christmas Island: within the Australian system, one code for all."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="CX",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    issued=re.compile(r"6798", re.ASCII),
    label=sf_("Postcode"),
    only="6798",
    neighbours=("AU",),
    valid=("6798",),
    invalid=("6797", "67980", "679"),
    source="Australia Post; UPU, postal addressing system: Christmas Island",
    as_of="2026-11",
)
