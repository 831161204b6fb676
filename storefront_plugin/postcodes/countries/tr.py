"""Türkiye: five digits, the province first (01 to 81)."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="TR",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"(?!00)(?:[0-7]\d|8[01])\d{3}", re.ASCII),
    label=sf_("Posta kodu"),
    valid=("34110", "01960", "81000"),
    invalid=("00100", "82000", "3411", "341100"),
    source="PTT, posta kodları; UPU, postal addressing system: Türkiye",
    as_of="2026-11",
)
