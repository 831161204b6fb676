"""Portugal: four digits and three."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="PT",
    pattern=re.compile(r"(\d{4})(\d{3})", re.ASCII),
    layout="{0}-{1}",
    issued=re.compile(r"[1-9]\d{6}", re.ASCII),
    prefixes=("P",),
    label=sf_("Código postal"),
    # A sorting centre may serve two districts, which then share its digits.
    regions={
        **{"01": r"3[078]|4[45]", "02": r"7[5-9]", "03": r"4[78]|46", "04": r"5[1-3]", "05": r"6"},
        **{"06": r"3[0-4]|60", "07": r"7[0-4]|29", "08": r"8", "09": r"35|51|6[2-4]", "10": r"2[45]|3[123]"},
        **{"11": r"1|2[0567]", "12": r"60|61|7[2-4]", "13": r"4[0-7]", "14": r"2[0-4]|61|60", "15": r"2[89]|7[05]"},
        **{"16": r"49|48", "17": r"5[014]|48", "18": r"3[4-7]|46|5[01]|62", "20": r"9[5-9]", "30": r"9[0-4]"},
    },
    region_names={
        **{"01": "Aveiro", "02": "Beja", "03": "Braga", "04": "Bragança", "05": "Castelo Branco", "06": "Coimbra"},
        **{"07": "Évora", "08": "Faro", "09": "Guarda", "10": "Leiria", "11": "Lisboa", "12": "Portalegre"},
        **{"13": "Porto", "14": "Santarém", "15": "Setúbal", "16": "Viana do Castelo", "17": "Vila Real"},
        **{"18": "Viseu", "20": "Açores", "30": "Madeira"},
    },
    valid=("1250-096", "2725-079", "9980-024"),
    invalid=("0178-281", "1250-96", "1250", "ABCD-EFG"),
    source="CTT, código postal; UPU, postal addressing system: Portugal",
    as_of="2026-11",
)
