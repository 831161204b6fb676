"""Slovakia: three digits and two, beginning with 0, 8 or 9; 1 to 7 are Czechia."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="SK",
    pattern=re.compile(r"(\d{3})(\d{2})", re.ASCII),
    layout="{0} {1}",
    issued=re.compile(r"(?!00)[089]\d{4}", re.ASCII),
    label=sf_("PSČ"),
    neighbours=("CZ",),
    valid=("811 01", "010 01", "992 01"),
    invalid=("110 00", "720 00", "811 0", "8110 111"),
    source="Slovenská pošta, PSČ; UPU, postal addressing system: Slovakia",
    as_of="2026-11",
)
