"""United States: five digits, and four more for the last mile."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="US",
    pattern=re.compile(r"(\d{5})(\d{4})?", re.ASCII),
    layout="{0}-{1}",
    issued=re.compile(r"(?!00[0-4])\d{5}(?:\d{4})?", re.ASCII),
    label=sf_("ZIP code"),
    neighbours=("CA",),
    valid=("10001", "95014", "22162-1010", "00501"),
    invalid=("1000", "100012", "1000-1234", "00401", "ABCDE"),
    source="USPS, Publication 28; lowest prefix in use is 005",
)
