"""Jersey: within Royal Mail's system, area JE."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="JE",
    pattern=re.compile(r"(JE\d\d?)(\d[A-Z]{2})", re.ASCII),
    layout="{0} {1}",
    prefixes=("GB", "UK"),
    issued=re.compile(r"JE[1-5]\d[ABD-HJLNP-UW-Z]{2}", re.ASCII),
    unused=re.compile(r"[CIKMOV](?=[A-Z]?\Z)", re.ASCII),
    label=sf_("Postcode"),
    neighbours=("GG", "IM", "GB"),
    valid=("JE2 4WF", "JE1 1AA", "JE4 9ZZ"),
    invalid=("JE2 4W", "JE24 4WFA", "GY1 1AA", "JE2 4OI"),
    source="UPU, postal addressing system: Jersey; Jersey Post",
    as_of="2026-11",
)
