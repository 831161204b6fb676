"""Canada: letter and digit by turns, a space in the middle; D F I O Q U are never used, W and Z never first."""

import re

from storefront_plugin.postcodes.rule import CountryRule

RULE = CountryRule(
    country="CA",
    pattern=re.compile(r"([A-Z]\d[A-Z])(\d[A-Z]\d)", re.ASCII),
    layout="{0} {1}",
    issued=re.compile(r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]\d[ABCEGHJ-NPRSTV-Z]\d", re.ASCII),
    unused=re.compile(r"\A[WZ]|[DFIOQU]", re.ASCII),
    neighbours=("US",),
    valid=("K1A 0B1", "H3Z 2Y7", "V8X 3X4", "X0A 0H0", "T0L 1K0"),
    invalid=("D1A 1A1", "Z1A 0B1", "W1A 0B1", "K1A 0D1", "A2Q 2R3", "K1A 0B", "K1A 0B11", "90210"),
    source="Canada Post, Addressing Guidelines",
    as_of="2026-11",
)
