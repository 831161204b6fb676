"""Gibraltar: one code for all."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="GI",
    pattern=re.compile(r"(GX11)(1AA)", re.ASCII),
    layout="{0} {1}",
    only="GX11 1AA",
    valid=("GX11 1AA",),
    invalid=("GX11 1AB", "GX1 1AA", "11AA"),
    source="UPU, postal addressing system: Gibraltar",
    as_of="2026-11",
)
