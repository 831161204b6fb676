"""Samoa: WS and four digits."""

import re

from storefront_plugin.postcodes.rule import CountryRule, Presence

RULE = CountryRule(
    country="WS",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    layout="WS{0}",
    presence=Presence.OPTIONAL,
    valid=("WS1322", "WS1382", "WS2161"),
    invalid=("WS132", "WS13222", "V1322"),
    source="UPU, postal addressing system: Samoa",
    as_of="2026-11",
)
