"""British Virgin Islands: one code for each district, VG1110 to VG1160."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="VG",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    layout="VG{0}",
    issued=re.compile(r"11[1-5]\d|1160", re.ASCII),
    valid=("VG1110", "VG1120", "VG1150"),
    invalid=("VG1161", "VG111", "1109"),
    source="UPU, postal addressing system: British Virgin Islands",
    as_of="2026-11",
)
