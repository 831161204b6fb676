"""Romania: six digits; the first two name a county or a sector of Bucharest, up to 92."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="RO",
    pattern=re.compile(r"(\d{6})", re.ASCII),
    issued=re.compile(r"(?!00|09|9[3-9])\d{6}", re.ASCII),
    label=sf_("Cod poștal"),
    regions={
        **{"B": "0[1-6]", "IF": "07", "GR": "08", "PH": "10", "AG": "11", "BZ": "12", "DB": "13", "TR": "14"},
        **{"DJ": "20", "GJ": "21", "MH": "22", "OT": "23", "VL": "24", "TM": "30", "AR": "31", "CS": "32"},
        **{"HD": "33", "CJ": "40", "BH": "41", "BN": "42", "MM": "43", "SM": "44", "SJ": "45", "BV": "50"},
        **{"AB": "51", "CV": "52", "HR": "53", "MS": "54", "SB": "55", "BC": "60", "NT": "61", "VN": "62"},
        **{"IS": "70", "BT": "71", "SV": "72", "VS": "73", "GL": "80", "BR": "81", "TL": "82", "CT": "90"},
        **{"CL": "91", "IL": "92"},
    },
    region_names={
        **{"B": "București", "IF": "Ilfov", "GR": "Giurgiu", "PH": "Prahova", "AG": "Argeș", "BZ": "Buzău"},
        **{"DB": "Dâmbovița", "TR": "Teleorman", "DJ": "Dolj", "GJ": "Gorj", "MH": "Mehedinți", "OT": "Olt"},
        **{"VL": "Vâlcea", "TM": "Timiș", "AR": "Arad", "CS": "Caraș-Severin", "HD": "Hunedoara", "CJ": "Cluj"},
        **{"BH": "Bihor", "BN": "Bistrița-Năsăud", "MM": "Maramureș", "SM": "Satu Mare", "SJ": "Sălaj"},
        **{"BV": "Brașov", "AB": "Alba", "CV": "Covasna", "HR": "Harghita", "MS": "Mureș", "SB": "Sibiu"},
        **{"BC": "Bacău", "NT": "Neamț", "VN": "Vrancea", "IS": "Iași", "BT": "Botoșani", "SV": "Suceava"},
        **{"VS": "Vaslui", "GL": "Galați", "BR": "Brăila", "TL": "Tulcea", "CT": "Constanța", "CL": "Călărași"},
        **{"IL": "Ialomița"},
    },
    valid=("060274", "400001", "517006", "927250"),
    invalid=("000000", "930000", "06027", "0602744", "ABCDEF"),
    source="Poșta Română, coduri poștale; UPU, postal addressing system: Romania",
    as_of="2026-11",
)
