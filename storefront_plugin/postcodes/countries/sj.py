"""Svalbard and Jan Mayen: within the Norwegian system, 917x and 8099."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="SJ",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    issued=re.compile(r"917\d|8099", re.ASCII),
    prefixes=("N", "NO"),
    label=sf_("Postnummer"),
    neighbours=("NO",),
    valid=("9170", "9171", "8099"),
    invalid=("9169", "917", "91700"),
    source="Posten Bring, postnummer; UPU, postal addressing system: Svalbard",
    as_of="2026-11",
)
