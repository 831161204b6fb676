"""Libya: five digits."""

import re

from storefront_plugin.postcodes.rule import CountryRule, Presence

RULE = CountryRule(
    country="LY",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    presence=Presence.OPTIONAL,
    valid=("13456", "21861", "67552"),
    invalid=("1345", "134560", "ABCDE"),
    source="UPU, postal addressing system: Libya",
    as_of="2026-11",
)
