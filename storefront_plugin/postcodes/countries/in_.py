"""India: six digits, the first never zero."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="IN",
    pattern=re.compile(r"(\d{6})", re.ASCII),
    issued=re.compile(r"[1-9]\d{5}", re.ASCII),
    label=sf_("PIN code"),
    valid=("110001", "560001", "999001"),
    invalid=("010001", "11000", "1100010", "ABCDEF"),
    source="India Post, PIN code; UPU, postal addressing system: India",
)
