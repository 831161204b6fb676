"""Malta: three letters and four digits; until 2007, two."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="MT",
    pattern=re.compile(r"([A-Z]{3})(\d{4}|\d{2})", re.ASCII),
    layout="{0} {1}",
    prefixes=("M",),
    valid=("VLT 1117", "BZN 1130", "SPB 6031", "NXR 01"),
    invalid=("VLT 111", "VLT 11170", "VL 1117", "1117"),
    source="MaltaPost; UPU, postal addressing system: Malta",
    as_of="2026-11",
)
