"""Why a postcode is refused: a code for programs, a sentence for people, always with an example of what would do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import Text, sf_


class ReasonCode(StrEnum):
    MISSING = "missing"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    WRONG_CHARACTERS = "wrong_characters"
    WRONG_SHAPE = "wrong_shape"
    NOT_ISSUED = "not_issued"
    OTHER_COUNTRY = "other_country"


@dataclass(frozen=True, slots=True)
class Reason:
    """What is wrong, and how to say it."""

    code: ReasonCode
    text: Text


_TEXTS = {
    ReasonCode.MISSING: sf_("Please enter the postcode, for example %(example)s."),
    ReasonCode.TOO_SHORT: sf_("This postcode is too short. An example: %(example)s."),
    ReasonCode.TOO_LONG: sf_("This postcode is too long. An example: %(example)s."),
    ReasonCode.WRONG_CHARACTERS: sf_("This contains characters that no postcode has here. An example: %(example)s."),
    ReasonCode.WRONG_SHAPE: sf_("This does not look like a postcode of this country. An example: %(example)s."),
    ReasonCode.NOT_ISSUED: sf_("There is no such postcode: its area does not exist. An example: %(example)s."),
    ReasonCode.OTHER_COUNTRY: sf_("This looks like a postcode of another country (%(country)s)."),
}


def reason(code: ReasonCode, rule: CountryRule, looks_like: str | None = None) -> Reason:
    """The reason with its sentence filled in for this country."""
    values = {"example": rule.example or "–", "country": looks_like or ""}
    return Reason(code, replace(_TEXTS[code], values=values))


def fault_in(rule: CountryRule, compact: str) -> ReasonCode:
    """Which fault a text of the wrong shape has, told from the examples."""
    if not (compact.isascii() and compact.isalnum()):
        return ReasonCode.WRONG_CHARACTERS
    if not compact.isdigit() and all(map(str.isdigit, rule.shapes)):
        return ReasonCode.WRONG_CHARACTERS
    lengths = [len(shape) for shape in rule.shapes] or [len(compact)]
    if len(compact) < min(lengths):
        return ReasonCode.TOO_SHORT
    if len(compact) > max(lengths):
        return ReasonCode.TOO_LONG
    return ReasonCode.WRONG_SHAPE
