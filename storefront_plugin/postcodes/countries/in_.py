"""India: six digits, the first never zero."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="IN",
    pattern=re.compile(r"(\d{6})", re.ASCII),
    issued=re.compile(r"[1-9]\d{5}", re.ASCII),
    label=sf_("PIN code"),
    # The codes that ISO 3166-2 has had since 2023, younger than the published data.
    regions={"CG": r"49", "OD": r"7[5-7]", "TS": r"5[0-3]", "UK": r"24[46-9]|254|26[23]"},
    region_names={"CG": "Chhattisgarh", "OD": "Odisha", "TS": "Telangana", "UK": "Uttarakhand"},
    valid=("110001", "560001", "999001"),
    invalid=("010001", "11000", "1100010", "ABCDEF"),
    source="India Post, PIN code; UPU, postal addressing system: India",
    as_of="2026-11",
)
