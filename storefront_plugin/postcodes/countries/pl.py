"""Poland: two digits and three."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="PL",
    pattern=re.compile(r"(\d{2})(\d{3})", re.ASCII),
    layout="{0}-{1}",
    label=sf_("Kod pocztowy"),
    valid=("00-950", "05-470", "99-440"),
    invalid=("00-95", "00-9500", "AB-CDE"),
    source="Poczta Polska, kody pocztowe; UPU, postal addressing system: Poland",
    as_of="2026-11",
)
