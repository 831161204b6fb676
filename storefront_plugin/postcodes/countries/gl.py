"""Greenland: four digits beginning with 39."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="GL",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    issued=re.compile(r"39\d\d", re.ASCII),
    prefixes=("DK",),
    label=sf_("Postnummer"),
    neighbours=("DK",),
    valid=("3900", "3911", "3992"),
    invalid=("3800", "390", "39000"),
    source="UPU, postal addressing system: Greenland",
    as_of="2026-11",
)
