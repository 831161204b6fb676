"""China: six digits, the first two for a province, from 01 to 86; 999077 and 999078 stand for Hong Kong and Macao."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="CN",
    pattern=re.compile(r"(\d{6})", re.ASCII),
    issued=re.compile(r"(?!00)[0-8]\d{5}|99907[78]", re.ASCII),
    valid=("100096", "266033", "317204", "010010"),
    invalid=("000000", "900000", "10009", "1000960", "ABCDEF"),
    source="China Post, 邮政编码; UPU, postal addressing system: China",
    as_of="2026-11",
)
