"""South Korea: five digits since 2015, 01000 to 63999."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="KR",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"(?:0[1-9]|[1-5]\d|6[0-3])\d{3}", re.ASCII),
    valid=("03051", "06236", "63644"),
    invalid=("00999", "64000", "0305", "030510"),
    source="Korea Post, 우편번호; UPU, postal addressing system: Korea",
)
