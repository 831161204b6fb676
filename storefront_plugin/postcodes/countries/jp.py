"""Japan: three digits and four; none begins with 000."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="JP",
    pattern=re.compile(r"(\d{3})(\d{4})", re.ASCII),
    layout="{0}-{1}",
    issued=re.compile(r"(?!000)\d{7}", re.ASCII),
    valid=("154-0023", "100-0001", "907-1801"),
    invalid=("000-0000", "154-002", "154-00233", "ABC-DEFG"),
    source="Japan Post, 郵便番号; UPU, postal addressing system: Japan",
    as_of="2026-11",
)
