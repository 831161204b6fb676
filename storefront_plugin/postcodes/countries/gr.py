"""Greece: three digits and two, beginning with 1 to 8."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="GR",
    pattern=re.compile(r"(\d{3})(\d{2})", re.ASCII),
    layout="{0} {1}",
    issued=re.compile(r"[1-8]\d{4}", re.ASCII),
    prefixes=("EL",),
    label=sf_("ΤΚ"),
    valid=("101 88", "151 24", "853 00"),
    invalid=("045 67", "945 67", "1018", "1018 888"),
    source="Hellenic Post, ΤΚ; UPU, postal addressing system: Greece",
    as_of="2026-11",
)
