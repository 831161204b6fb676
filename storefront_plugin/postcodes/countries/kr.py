"""South Korea: five digits since 2015, 01000 to 63999."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="KR",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"(?:0[1-9]|[1-5]\d|6[0-3])\d{3}", re.ASCII),
    # Two provinces are self-governing since 2023 and 2024, with codes younger than the published data.
    regions={"51": r"2[456]", "52": r"5[4-6]"},
    region_names={"51": "Gangwon-do", "52": "Jeollabuk-do"},
    valid=("03051", "06236", "63644"),
    invalid=("00999", "64000", "0305", "030510"),
    source="Korea Post, 우편번호; UPU, postal addressing system: Korea",
    as_of="2026-11",
)
