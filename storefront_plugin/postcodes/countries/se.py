"""Sweden: five digits, a space after the third."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="SE",
    pattern=re.compile(r"(\d{3})(\d{2})", re.ASCII),
    layout="{0} {1}",
    issued=re.compile(r"[1-9]\d{4}", re.ASCII),
    prefixes=("S",),
    label=sf_("Postnummer"),
    valid=("111 22", "114 18", "972 31"),
    invalid=("012 34", "1112", "111 222"),
    source="PostNord, postnummer; UPU, postal addressing system: Sweden",
    as_of="2026-11",
)
