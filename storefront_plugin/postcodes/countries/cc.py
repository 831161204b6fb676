"""Cocos (Keeling) Islands: within the Australian system, one code for all."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="CC",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    issued=re.compile(r"6799", re.ASCII),
    label=sf_("Postcode"),
    only="6799",
    neighbours=("AU",),
    valid=("6799",),
    invalid=("6798", "67990", "679"),
    source="Australia Post; UPU, postal addressing system: Cocos (Keeling) Islands",
    as_of="2026-11",
)
