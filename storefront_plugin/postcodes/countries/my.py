"""Malaysia: five digits, from 01000 in Perlis."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="MY",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"(?!00)\d{5}", re.ASCII),
    label=sf_("Poskod"),
    valid=("50754", "88990", "01000", "98859"),
    invalid=("00100", "5075", "507544", "ABCDE"),
    source="Pos Malaysia, poskod; UPU, postal addressing system: Malaysia",
    as_of="2026-11",
)
