"""Argentina: four digits, or a province letter before them and three letters after (CPA)."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="AR",
    pattern=re.compile(r"([A-HJ-NP-Z]?[1-9]\d{3}(?:[A-Z]{3})?)", re.ASCII),
    issued=re.compile(r"[A-HJ-NP-Z]\d{4}(?:[A-Z]{3})?|\d{4}", re.ASCII),
    valid=("C1070AAM", "B1000TBU", "1425", "X5187XAB"),
    invalid=("I1000ABC", "C0070AAM", "107", "C1070AA", "C1070AAMX"),
    # What the published data has too wide.
    regions={"T": r"T?4[0-2]", "Y": r"Y?4[4-6]"},
    source="Correo Argentino, CPA; UPU, postal addressing system: Argentina",
    as_of="2026-11",
)
