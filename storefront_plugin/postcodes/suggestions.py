"""What was probably meant. A suggestion is shown to the visitor, never put in place of what was typed."""

from __future__ import annotations

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.postcodes.rules import rule_for

# Shapes that, letters and digits alternating, hardly any other country shares.
_UNMISTAKABLE = ("GB", "JE", "GG", "IM", "CA", "NL", "IE")
_THEIR_SHAPES = re.compile(
    r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}|[A-Z]\d[A-Z]\d[A-Z]\d|\d{4}[A-Z]{2}|[A-Z]\d[\dW][A-Z\d]{4}", re.ASCII
)

# A country in front of digits: its ISO code, or the sign that cars carry where it is shorter.
_IN_FRONT = re.compile(r"([A-Z]{1,3})\d", re.ASCII)
_SIGNS = {
    **{"A": "AT", "B": "BE", "D": "DE", "E": "ES", "F": "FR", "FIN": "FI", "H": "HU", "I": "IT", "L": "LU"},
    **{"M": "MT", "N": "NO", "P": "PT", "S": "SE"},
}

_AS_DIGIT = str.maketrans("OQILZSGB", "00112568")
_AS_LETTER = str.maketrans("012568", "OIZSGB")


def repaired(rule: CountryRule, compact: str) -> str | None:
    """The nearest canonical postcode: letters and digits that look alike exchanged, a lost zero put back."""
    if len(compact) not in rule.lengths and not compact.isdigit():
        return None
    found: dict[str, int] = {}
    for shape in rule.shapes:
        candidate = _shaped_as(shape, compact)
        if candidate and candidate != compact and (written := rule.read(candidate)):
            found[written] = _changes(candidate, compact)
    return min(found, key=found.__getitem__) if found else None


def looks_like(rule: CountryRule, compact: str) -> str | None:
    """The country whose postcode this seems to be; None when it could be anybody's."""
    elsewhere = rule.neighbours
    if named := _IN_FRONT.match(compact):
        elsewhere = (_SIGNS.get(named[1], named[1]), *elsewhere)
    if _THEIR_SHAPES.fullmatch(compact.removeprefix("NL")):
        elsewhere += _UNMISTAKABLE
    for country in elsewhere:
        other = rule_for(country) if country != rule.country else None
        if other and other.read(compact):
            return country
    return None


def _shaped_as(shape: str, compact: str) -> str | None:
    """This text with letters and digits standing where the shape has them; None when it cannot be."""
    if shape.isdigit() and compact.isdigit():
        # Spreadsheets drop the leading zero.
        return "0" + compact if len(compact) == len(shape) - 1 else None
    if len(shape) != len(compact):
        return None
    as_digits, as_letters = compact.translate(_AS_DIGIT), compact.translate(_AS_LETTER)
    both = zip(shape, as_digits, as_letters, strict=True)
    return "".join(digit if wanted == "9" else letter for wanted, digit, letter in both)


def _changes(candidate: str, compact: str) -> int:
    return sum(one != other for one, other in zip(candidate[::-1], compact[::-1], strict=False))
