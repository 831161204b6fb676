"""Slovenia: four digits from 1000."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="SI",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    issued=re.compile(r"[1-9]\d{3}", re.ASCII),
    prefixes=("SLO",),
    valid=("1000", "4000", "9265"),
    invalid=("0123", "100", "10000"),
    source="Pošta Slovenije; UPU, postal addressing system: Slovenia",
    as_of="2026-11",
)
