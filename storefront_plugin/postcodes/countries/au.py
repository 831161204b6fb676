"""Australia: four digits; 02 (Canberra), 08 and 09 (the north) are the only ones that begin with zero."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="AU",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    issued=re.compile(r"0[289]\d\d|[1-9]\d{3}", re.ASCII),
    label=sf_("Postcode"),
    territories=re.compile(r"(?P<NF>2899)|(?P<CX>6798)|(?P<CC>6799)", re.ASCII),
    # Beside what the published data has: villages that get their post from across the border of the state.
    regions={
        "NSW": r"1|2[0-57-8]|26[2-9]|261[189]|3500|358[56]|3644|3691|3707|438[35]",
        "QLD": r"[49]|2406",
    },
    valid=("2060", "0800", "0200", "9726"),
    invalid=("0100", "0000", "206", "20600", "ABCD"),
    source="Australia Post, postcodes; UPU, postal addressing system: Australia",
    as_of="2026-11",
)
