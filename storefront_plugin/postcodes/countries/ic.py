"""Canary Islands: within the Spanish system, provinces 35 and 38."""

import re

from storefront_plugin.postcodes.rule import CountryRule, Presence
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="IC",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"3[58]\d{3}", re.ASCII),
    prefixes=("ES", "E"),
    presence=Presence.REQUIRED,
    label=sf_("Código postal"),
    neighbours=("ES",),
    valid=("35001", "38001", "38900"),
    invalid=("28013", "3500", "350010"),
    source="Correos, códigos postales",
    as_of="2026-11",
)
