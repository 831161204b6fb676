"""Brazil: five digits and three; also typed with a point after the second."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="BR",
    pattern=re.compile(r"(\d{2})\.?(\d{3})(\d{3})", re.ASCII),
    layout="{0}{1}-{2}",
    issued=re.compile(r"(?!00)\d{2}\.?\d{6}", re.ASCII),
    label=sf_("CEP"),
    valid=("40301-110", "01001-000", "70002-900"),
    invalid=("40301-11", "40301-1100", "00000-000", "ABCDE-FGH"),
    source="Correios, CEP; UPU, postal addressing system: Brazil",
    as_of="2026-11",
)
