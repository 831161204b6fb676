"""New Zealand: four digits, rising from 0110 in the north."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="NZ",
    pattern=re.compile(r"(\d{4})", re.ASCII),
    issued=re.compile(r"(?!00)\d{4}", re.ASCII),
    label=sf_("Postcode"),
    # Delivery areas cross the boundaries of regions, so that many stand in two.
    regions={
        "NTL": r"0[1-59]",
        "AUK": r"0[6-9]|1|2[0-6]",
        "WKO": r"2[1346]|3",
        "BOP": r"3[01]",
        "GIS": r"40",
        "HKB": r"4[12]",
        "TKI": r"4[356]",
        "MWT": r"39|4[3-9]|55",
        "WGN": r"5|6",
        "TAS": r"70|71|72",
        "NSN": r"70",
        "MBH": r"72",
        "WTC": r"78|70",
        "CAN": r"7[3-9]|8|94",
        "OTA": r"9",
        "STL": r"9[3-8]",
    },
    region_names={
        **{"NTL": "Northland", "AUK": "Auckland", "WKO": "Waikato", "BOP": "Bay of Plenty", "GIS": "Gisborne"},
        **{"HKB": "Hawke’s Bay", "TKI": "Taranaki", "MWT": "Manawatū-Whanganui", "WGN": "Wellington"},
        **{"TAS": "Tasman", "NSN": "Nelson", "MBH": "Marlborough", "WTC": "West Coast", "CAN": "Canterbury"},
        **{"OTA": "Otago", "STL": "Southland"},
    },
    valid=("6011", "0110", "1010", "9893"),
    invalid=("0000", "601", "60110", "ABCD"),
    source="NZ Post, postcodes; UPU, postal addressing system: New Zealand",
    as_of="2026-11",
)
