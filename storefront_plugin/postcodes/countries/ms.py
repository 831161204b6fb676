"""Montserrat: MSR1110 to MSR1350, its prefix always written."""

import re

from storefront_plugin.postcodes.rule import CountryRule, Presence

RULE = CountryRule(
    country="MS",
    pattern=re.compile(r"MSR(\d{4})", re.ASCII),
    layout="MSR{0}",
    issued=re.compile(r"MSR1(?:1[1-9]|2\d|3[0-4])\d|MSR1350", re.ASCII),
    presence=Presence.OPTIONAL,
    valid=("MSR1110", "MSR1230", "MSR1350"),
    invalid=("MSR1109", "MSR1360", "MSR123", "1234"),
    source="UPU, postal addressing system: Montserrat",
    as_of="2026-11",
)
