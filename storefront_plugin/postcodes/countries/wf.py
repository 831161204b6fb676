"""Wallis and Futuna: within the French system, beginning with 986."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="WF",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"986\d\d", re.ASCII),
    prefixes=("FR", "F"),
    label=sf_("Code postal"),
    neighbours=("FR",),
    valid=("98600", "98610", "98620"),
    invalid=("98700", "9860", "75001"),
    source="La Poste, codes postaux; UPU, postal addressing system: Wallis and Futuna",
    as_of="2026-11",
)
