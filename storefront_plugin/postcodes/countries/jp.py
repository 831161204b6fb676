"""Japan: three digits and four."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="JP",
    pattern=re.compile(r"(\d{3})(\d{4})", re.ASCII),
    layout="{0}-{1}",
    valid=("154-0023", "100-0001", "907-1801"),
    invalid=("154-002", "154-00233", "ABC-DEFG"),
    source="Japan Post, 郵便番号; UPU, postal addressing system: Japan",
)
