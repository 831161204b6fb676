"""France: five digits, the département first; 20 for Corsica, 97 and 98 overseas."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="FR",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"(?!00|96|99)\d{5}", re.ASCII),
    prefixes=("F",),
    label=sf_("Code postal"),
    valid=("75001", "33380", "20000", "97400"),
    invalid=("00100", "96000", "99000", "7500", "ABCDE"),
    source="La Poste, codes postaux; UPU, postal addressing system: France",
)
