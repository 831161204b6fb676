"""Portugal: four digits and three."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="PT",
    pattern=re.compile(r"(\d{4})(\d{3})", re.ASCII),
    layout="{0}-{1}",
    issued=re.compile(r"[1-9]\d{6}", re.ASCII),
    prefixes=("P",),
    label=sf_("Código postal"),
    valid=("1250-096", "2725-079", "9980-024"),
    invalid=("0178-281", "1250-96", "1250", "ABCD-EFG"),
    source="CTT, código postal; UPU, postal addressing system: Portugal",
)
