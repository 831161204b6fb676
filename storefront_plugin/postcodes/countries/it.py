"""Italy: five digits, San Marino and the Vatican among them."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="IT",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"(?!99|00000)\d{5}", re.ASCII),
    prefixes=("I",),
    label=sf_("CAP"),
    territories=re.compile(r"(?P<VA>00120)|(?P<SM>4789)", re.ASCII),
    valid=("00144", "20121", "39049", "98168"),
    invalid=("99100", "0014", "001440", "ABCDE"),
    source="Poste Italiane, CAP; UPU, postal addressing system: Italy",
    as_of="2026-11",
)
