"""Isle of Man: within Royal Mail's system, area IM."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="IM",
    pattern=re.compile(r"(IM\d\d?)(\d[A-Z]{2})", re.ASCII),
    layout="{0} {1}",
    prefixes=("GB", "UK"),
    issued=re.compile(r"IM(?:[1-9]|86|87|99)\d[ABD-HJLNP-UW-Z]{2}", re.ASCII),
    unused=re.compile(r"[CIKMOV](?=[A-Z]?\Z)", re.ASCII),
    label=sf_("Postcode"),
    neighbours=("JE", "GG", "GB"),
    valid=("IM1 1AA", "IM9 4EB", "IM99 1PS"),
    invalid=("IM1 1A", "IM1 1OI", "SW1A 1AA", "1234"),
    source="UPU, postal addressing system: Isle of Man; Isle of Man Post Office",
    as_of="2026-11",
)
