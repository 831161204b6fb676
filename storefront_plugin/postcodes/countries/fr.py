"""France: five digits, the département first; 20 for Corsica, 97 and 98 overseas."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

_DEPARTMENTS = {
    **{"01": "Ain", "02": "Aisne", "03": "Allier", "04": "Alpes-de-Haute-Provence", "05": "Hautes-Alpes"},
    **{"06": "Alpes-Maritimes", "07": "Ardèche", "08": "Ardennes", "09": "Ariège", "10": "Aube", "11": "Aude"},
    **{"12": "Aveyron", "13": "Bouches-du-Rhône", "14": "Calvados", "15": "Cantal", "16": "Charente"},
    **{"17": "Charente-Maritime", "18": "Cher", "19": "Corrèze", "2A": "Corse-du-Sud", "2B": "Haute-Corse"},
    **{"21": "Côte-d’Or", "22": "Côtes-d’Armor", "23": "Creuse", "24": "Dordogne", "25": "Doubs"},
    **{"26": "Drôme", "27": "Eure", "28": "Eure-et-Loir", "29": "Finistère", "30": "Gard"},
    **{"31": "Haute-Garonne", "32": "Gers", "33": "Gironde", "34": "Hérault", "35": "Ille-et-Vilaine"},
    **{"36": "Indre", "37": "Indre-et-Loire", "38": "Isère", "39": "Jura", "40": "Landes"},
    **{"41": "Loir-et-Cher", "42": "Loire", "43": "Haute-Loire", "44": "Loire-Atlantique", "45": "Loiret"},
    **{"46": "Lot", "47": "Lot-et-Garonne", "48": "Lozère", "49": "Maine-et-Loire", "50": "Manche"},
    **{"51": "Marne", "52": "Haute-Marne", "53": "Mayenne", "54": "Meurthe-et-Moselle", "55": "Meuse"},
    **{"56": "Morbihan", "57": "Moselle", "58": "Nièvre", "59": "Nord", "60": "Oise", "61": "Orne"},
    **{"62": "Pas-de-Calais", "63": "Puy-de-Dôme", "64": "Pyrénées-Atlantiques", "65": "Hautes-Pyrénées"},
    **{"66": "Pyrénées-Orientales", "67": "Bas-Rhin", "68": "Haut-Rhin", "69": "Rhône", "70": "Haute-Saône"},
    **{"71": "Saône-et-Loire", "72": "Sarthe", "73": "Savoie", "74": "Haute-Savoie", "75": "Paris"},
    **{"76": "Seine-Maritime", "77": "Seine-et-Marne", "78": "Yvelines", "79": "Deux-Sèvres", "80": "Somme"},
    **{"81": "Tarn", "82": "Tarn-et-Garonne", "83": "Var", "84": "Vaucluse", "85": "Vendée", "86": "Vienne"},
    **{"87": "Haute-Vienne", "88": "Vosges", "89": "Yonne", "90": "Territoire de Belfort", "91": "Essonne"},
    **{"92": "Hauts-de-Seine", "93": "Seine-Saint-Denis", "94": "Val-de-Marne", "95": "Val-d’Oise"},
}

_REGIONS = {
    "ARA": r"0[137]|15|26|38|4[23]|63|69|7[34]",
    "BFC": r"21|25|39|58|7[01]|89|90",
    "BRE": r"22|29|35|56",
    "CVL": r"18|28|3[67]|41|45",
    "20R": r"20",
    "GES": r"08|10|5[124]|55|57|6[78]|88",
    "HDF": r"02|59|60|62|80",
    "IDF": r"7[578]|9[1-5]",
    "NOR": r"14|27|50|61|76",
    "NAQ": r"1[679]|2[34]|33|40|47|64|79|8[67]",
    "OCC": r"09|1[12]|3[0124]|46|48|6[56]|8[12]",
    "PDL": r"44|49|53|72|85",
    "PAC": r"0[456]|13|8[34]",
}
_REGION_NAMES = {
    **{"ARA": "Auvergne-Rhône-Alpes", "BFC": "Bourgogne-Franche-Comté", "BRE": "Bretagne"},
    **{"CVL": "Centre-Val de Loire", "20R": "Corse", "GES": "Grand Est", "HDF": "Hauts-de-France"},
    **{"IDF": "Île-de-France", "NOR": "Normandie", "NAQ": "Nouvelle-Aquitaine", "OCC": "Occitanie"},
    **{"PDL": "Pays de la Loire", "PAC": "Provence-Alpes-Côte d’Azur"},
}

RULE = CountryRule(
    country="FR",
    pattern=re.compile(r"(\d{5})", re.ASCII),
    issued=re.compile(r"(?!00|96|99)\d{5}", re.ASCII),
    prefixes=("F",),
    label=sf_("Code postal"),
    territories=re.compile(
        r"(?P<BL>97133)|(?P<MF>97150)|(?P<GP>971)|(?P<MQ>972)|(?P<GF>973)|(?P<RE>974)|"
        r"(?P<PM>97500)|(?P<YT>976)|(?P<MC>980)|(?P<WF>986)|(?P<PF>987)|(?P<NC>988)",
        re.ASCII,
    ),
    # The number of a département begins its codes; Corsica has kept 20 from before it was two.
    regions={code: code for code in _DEPARTMENTS} | {"2A": r"20[01]", "2B": r"20[026]"} | _REGIONS,
    region_names=_DEPARTMENTS | _REGION_NAMES,
    valid=("75001", "33380", "20000", "97400"),
    invalid=("00100", "96000", "99000", "7500", "ABCDE"),
    source="La Poste, codes postaux; UPU, postal addressing system: France",
    as_of="2026-11",
)
