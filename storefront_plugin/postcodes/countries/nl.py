"""Netherlands: four digits from 1000 and two letters, of which SA, SD and SS are not used."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="NL",
    pattern=re.compile(r"(\d{4})([A-Z]{2})", re.ASCII),
    layout="{0} {1}",
    # F I O Q U Y, once left out, are given out since 2005.
    issued=re.compile(r"[1-9]\d{3}(?!S[ADS])[A-Z]{2}", re.ASCII),
    unused=re.compile(r"S[ADS]\Z", re.ASCII),
    label=sf_("Postcode"),
    # Provinces share some of the places at their borders.
    regions={
        "DR": r"77[4-6]|7[89]|835|838[0-7]|93|94|95[1-37]|965|97[56]",
        "FL": r"13[0-7]|389|82[0-5]|83[0-2]",
        "FR": r"838[89]|839|8[4-9]|9[0-2]|985|987",
        "GE": r"37[7-9]|38[3-8]|392|40|41[014-9]|42[01]|53[0-3]|6[5-9]|7[0-3]|805|80[7-9]|81[6-9]",
        "GR": r"93[5-9]|947|9[5-9]",
        "LI": r"576|577|578|579|58[01]|58[5-9]|59|60|6[1-4]|658|659",
        "NB": r"42[5-9]|4[67]|4[89]|5[01]|52|53[4-9]|5[4-6]|57[0-6]|58[2-4]|602",
        "NH": r"1[0-2]|138|139|14|1[5-9]|20|21",
        "OV": r"7[45]|76|77[0-3]|77[67]|792|795|80|81|82[6-9]|83[2-7]",
        "UT": r"139|142|33[89]|34|35|36|37|379|38[0-3]|39|412|413|41[67]|424",
        "ZE": r"43|44|45|467|468|469",
        "ZH": r"142|215|216|217|21[89]|2[2-9]|3[0-2]|33|346|41[2-6]|42[0-4]",
    },
    region_names={
        **{"DR": "Drenthe", "FL": "Flevoland", "FR": "Fryslân", "GE": "Gelderland", "GR": "Groningen", "LI": "Limburg"},
        **{"NB": "Noord-Brabant", "NH": "Noord-Holland", "OV": "Overijssel", "UT": "Utrecht", "ZE": "Zeeland"},
        **{"ZH": "Zuid-Holland"},
    },
    valid=("1012 JS", "9999 XK", "2490 AA", "3950 IO"),
    invalid=("0123 AB", "1234 SA", "1234 SD", "1234 SS", "1012 J", "10125 JS"),
    source="PostNL, postcode; Basisregistratie Adressen en Gebouwen",
    as_of="2026-11",
)
