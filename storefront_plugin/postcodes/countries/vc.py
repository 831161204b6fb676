"""Saint Vincent and the Grenadines: VC and four digits."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="VC",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    layout="VC{0}",
    valid=("VC0100", "VC0110", "VC0400"),
    invalid=("VC010", "VC01000", "VX0100"),
    source="UPU, postal addressing system: Saint Vincent",
    as_of="2026-11",
)
