"""Thailand: five digits, the first two for a province, from 10."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="TH",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"[1-9]\d{4}", re.ASCII),
    # Made from Nong Khai in 2011, and younger than the published data.
    regions={"38": r"38|43"},
    valid=("10150", "10210", "54000", "96220"),
    invalid=("01015", "1015", "101500", "ABCDE"),
    source="Thailand Post; UPU, postal addressing system: Thailand",
    as_of="2026-11",
)
