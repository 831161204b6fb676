"""Andorra: AD and the parish from 1 to 7, then two digits of which the first is zero."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="AD",
    pattern=re.compile(r"(\d{3})", re.ASCII),
    layout="AD{0}",
    issued=re.compile(r"[1-7]0\d", re.ASCII),
    neighbours=("ES", "FR"),
    valid=("AD100", "AD500", "AD700"),
    invalid=("AD000", "AD800", "AD510", "AD50", "1234"),
    source="UPU, postal addressing system: Andorra",
    as_of="2026-11",
)
