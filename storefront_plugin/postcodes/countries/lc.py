"""Saint Lucia: LC and two digits, a space, three digits."""

import re

from storefront_plugin.postcodes.rule import CountryRule, Presence

RULE = CountryRule(
    country="LC",
    pattern=re.compile(r"LC(\d{2})(\d{3})", re.ASCII),
    layout="LC{0} {1}",
    presence=Presence.OPTIONAL,
    valid=("LC04 101", "LC01 301", "LC10 101"),
    invalid=("LC1234", "LC04 1011", "04101"),
    source="UPU, postal addressing system: Saint Lucia",
    as_of="2026-11",
)
