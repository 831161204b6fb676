"""Ireland: a routing key, of which 139 exist, and four characters that name one address."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

# The county of each routing key, or its counties where the key crosses a border.
_KEYS = {
    "CE": "V14 V15 V94 V95 H91",
    "CN": "A81 A82 H12 H14 H16 H23",
    "CO": "P12 P14 P17 P24 P25 P31 P32 P36 P43 P47 P51 P56 P61 P67 P72 P75 P81 P85 T12 T23 T34 T45 T56 V93",
    "CW": "R21 R93",
    "D": (
        "D01 D02 D03 D04 D05 D06 D6W D07 D08 D09 D10 D11 D12 D13 D14 D15 D16 D17 D18 D20 D22 D24 "
        "A41 A42 A45 A84 A86 A94 A96 A98 K32 K34 K36 K45 K56 K67 K78 W23"
    ),
    "DL": "F92 F93 F94",
    "G": "F31 F35 F42 F45 H53 H54 H62 H65 H71 H91",
    "KE": "A83 A86 R14 R45 R51 R56 R93 W12 W23 W34 W91",
    "KK": "E32 E41 R21 R32 R95 X91 Y34",
    "KY": "V23 V31 V92 V93",
    "LD": "N39 N91",
    "LH": "A81 A91 A92",
    "LK": "E34 P56 P61 P67 V31 V35 V42 V94",
    "LM": "F91 F94 N39 N41",
    "LS": "E41 E53 R14 R32 R93 R95",
    "MH": "A82 A83 A84 A85 A86 A92 C15 K32 N91 W23",
    "MN": "A75 A81 H14 H16 H18 H23",
    "MO": "F12 F23 F26 F28 F31 F35 F45 H54 H91",
    "OY": "E45 E53 N37 N91 R32 R35 R42 R45",
    "RN": "F35 F42 F45 F52 H53 H54 N37 N39 N41",
    "SO": "F26 F52 F56 F91",
    "TA": "E21 E25 E32 E34 E41 E45 E53 E91 P67 R42 V94",
    "WD": "E32 E91 P36 P61 X35 X42 X91",
    "WH": "N37 N39 N91 R35",
    "WW": "A63 A67 A98 R93 W91 Y14",
    "WX": "Y14 Y21 Y25 Y34 Y35",
}
_ROUTING_KEYS = "|".join(sorted({key for keys in _KEYS.values() for key in keys.split()}))

RULE = CountryRule(
    country="IE",
    pattern=re.compile(r"([A-Z]\d[\dW])([A-Z\d]{4})", re.ASCII),
    layout="{0} {1}",
    issued=re.compile(rf"(?:{_ROUTING_KEYS})[ACDEFHKNPRTV-Y\d]{{4}}", re.ASCII),
    unused=re.compile(r"[BGIJLMOQSUZ](?=\w{0,3}\Z)", re.ASCII),
    label=sf_("Eircode"),
    regions={county: keys.replace(" ", "|") for county, keys in _KEYS.items()},
    valid=("D02 AF30", "A63 F4E2", "D6W XK06", "T12 Y03W", "H91 KH63", "C15 X2T4", "D6W 1234"),
    invalid=("B02 AF30", "A65 123B", "D19 AF30", "D02 AF3", "D02 AF300", "D02 AFO0", "1234567"),
    source="Eircode, Product Guide: structure, characters and list of routing keys",
    as_of="2026-11",
)
