"""Iran: five digits and five."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="IR",
    pattern=re.compile(r"(\d{5})(\d{5})", re.ASCII),
    layout="{0}-{1}",
    valid=("11936-12345", "59514-12749"),
    invalid=("11936-1234", "119361", "ABCDE-FGHIJ"),
    source="UPU, postal addressing system: Iran",
    as_of="2026-11",
)
