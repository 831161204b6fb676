"""Colombia: six digits, the department first."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="CO",
    pattern=re.compile(r"(\d{6})", re.ASCII),
    issued=re.compile(
        r"(?:05|08|11|13|15|17|18|19|20|23|25|27|41|44|47|50|52|54|63|66|68|70|73|76|81|85|86|88|91|94|95|97|99)\d{4}",
        re.ASCII,
    ),
    label=sf_("Código postal"),
    valid=("111221", "050001", "760011"),
    invalid=("109999", "329999", "12345", "1112211"),
    source="4-72, códigos postales; UPU, postal addressing system: Colombia",
    as_of="2026-11",
)
