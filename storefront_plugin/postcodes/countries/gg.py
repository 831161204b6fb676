"""Guernsey: within Royal Mail's system, area GY."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="GG",
    pattern=re.compile(r"(GY\d\d?)(\d[A-Z]{2})", re.ASCII),
    layout="{0} {1}",
    prefixes=("GB", "UK"),
    issued=re.compile(r"GY(?:[1-9]|10|99)\d[ABD-HJLNP-UW-Z]{2}", re.ASCII),
    unused=re.compile(r"[CIKMOV](?=[A-Z]?\Z)", re.ASCII),
    label=sf_("Postcode"),
    neighbours=("JE", "IM", "GB"),
    valid=("GY1 1AA", "GY2 4AA", "GY10 1SF"),
    invalid=("GY1 1A", "GY1 1OI", "JE2 4WF", "1234"),
    source="UPU, postal addressing system: Guernsey; Guernsey Post",
    as_of="2026-11",
)
