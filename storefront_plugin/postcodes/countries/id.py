"""Indonesia: five digits from 10000."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="ID",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"[1-9]\d{4}", re.ASCII),
    # Where a province was made from another, both keep the older one's digits.
    regions={
        **{"AC": r"2[34]", "SU": r"2[0-2]", "SB": r"2[5-7]", "RI": r"2[89]", "KR": r"29", "JA": r"3[67]"},
        **{"SS": r"3[0-2]", "BB": r"33", "LA": r"3[45]", "BE": r"3[89]", "JK": r"1[0-4]", "BT": r"15|42"},
        **{"JB": r"1[67]|4[0-6]", "JT": r"5", "YO": r"55", "JI": r"6", "KI": r"7[5-7]", "KU": r"77"},
        **{"KS": r"7[0-2]", "KT": r"7[34]", "KB": r"7[89]", "BA": r"8[0-2]", "NB": r"8[34]", "NT": r"8[5-7]"},
        **{"SN": r"9[0-2]", "SR": r"91", "SG": r"93", "ST": r"94", "SA": r"95", "GO": r"9[56]", "MA": r"97"},
        **{"MU": r"97", "PA": r"9[89]", "PB": r"98"},
    },
    valid=("10110", "40115", "99974"),
    invalid=("00091", "1011", "101100"),
    source="Pos Indonesia, kode pos; UPU, postal addressing system: Indonesia",
    as_of="2026-11",
)
