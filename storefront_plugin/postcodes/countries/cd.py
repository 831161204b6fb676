"""Congo (Kinshasa): seven digits since 2024."""

import re

from storefront_plugin.postcodes.rule import CountryRule, Presence

RULE = CountryRule(
    country="CD",
    pattern=re.compile(r"(\d{7})", re.ASCII),
    presence=Presence.OPTIONAL,
    valid=("1013002", "1044101", "4001101"),
    invalid=("101300", "10130020", "ABCDEFG"),
    source="SOCOPO; UPU, postal addressing system: Democratic Republic of the Congo",
    as_of="2026-11",
)
