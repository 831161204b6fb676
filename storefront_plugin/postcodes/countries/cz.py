"""Czechia: three digits and two, beginning with 1 to 7; 0, 8 and 9 are Slovakia."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="CZ",
    pattern=re.compile(r"(\d{3})(\d{2})", re.ASCII),
    layout="{0} {1}",
    issued=re.compile(r"[1-7]\d{4}", re.ASCII),
    label=sf_("PSČ"),
    neighbours=("SK",),
    valid=("110 00", "251 66", "796 01"),
    invalid=("010 01", "811 01", "960 01", "110 0", "1100 000"),
    source="Česká pošta, PSČ; UPU, postal addressing system: Czechia",
    as_of="2026-11",
)
