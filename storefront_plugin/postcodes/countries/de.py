"""Germany: five digits; the pairs 00, 05, 43 and 62 begin none."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="DE",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"(?!00|05|43|62)\d{5}", re.ASCII),
    prefixes=("D",),
    label=sf_("PLZ"),
    # The pairs of digits follow sorting centres: many serve two Länder, and stand in both.
    regions={
        "BB": r"019|03|04[89]|125|14[4-9]|15|16|17[2-3]|193",
        "BE": r"10|12|13|14[01]",
        "BW": r"6[4-9]|7[0-9]|88|89|97",
        "BY": r"63|74|8[0-9]|9[0-7]",
        "HB": r"275|28",
        "HE": r"34|35|36|37194|372|55[12]|57|599|6[0134589]|745",
        "HH": r"2[0-2]|274",
        "MV": r"17|18|19|239",
        "NI": r"192|2[126-9]|3[0-4]|37|38|48[45]|49",
        "NW": r"3[2-4]|376|4[0-24-9]|5[0-3]|57|58|59",
        "RP": r"515|53[45]|5[4-7]|65|6[67]|76[78]",
        "SH": r"21|22|23|24|25",
        "SL": r"544|55|66",
        "SN": r"0[1-4]|079|08|09",
        "ST": r"06|07|294|38|39",
        "TH": r"046|065|07|364|373|965|98|99",
    },
    region_names={
        **{"BB": "Brandenburg", "BE": "Berlin", "BW": "Baden-Württemberg", "BY": "Bayern", "HB": "Bremen"},
        **{"HE": "Hessen", "HH": "Hamburg", "MV": "Mecklenburg-Vorpommern", "NI": "Niedersachsen"},
        **{"NW": "Nordrhein-Westfalen", "RP": "Rheinland-Pfalz", "SH": "Schleswig-Holstein", "SL": "Saarland"},
        **{"SN": "Sachsen", "ST": "Sachsen-Anhalt", "TH": "Thüringen"},
    },
    valid=("10115", "26133", "53225", "01067", "99998"),
    invalid=("00000", "05000", "43000", "62000", "1011", "101150", "ABCDE"),
    source="Deutsche Post, Postleitzahlen: Leitregionen",
    as_of="2026-11",
)
