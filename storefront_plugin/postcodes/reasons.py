"""Why a postcode is refused, and what is said of one that is right: a code for programs, a sentence for people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from storefront_plugin.postcodes.naming import CountryName
from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import Text, sf_


class ReasonCode(StrEnum):
    """Why a text is refused."""

    MISSING = "missing"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    WRONG_CHARACTERS = "wrong_characters"
    WRONG_SHAPE = "wrong_shape"
    LETTER_NOT_USED = "letter_not_used"
    NOT_ISSUED = "not_issued"
    OTHER_COUNTRY = "other_country"


class NoteCode(StrEnum):
    """What is worth saying though nothing is refused."""

    DROPPED = "dropped"
    OTHER_REGION = "other_region"
    TERRITORY = "territory"


@dataclass(frozen=True, slots=True)
class Reason:
    """What is wrong, and how to say it."""

    code: ReasonCode
    text: Text


@dataclass(frozen=True, slots=True)
class Note:
    """What may be told beside the field; it never stops anybody."""

    code: NoteCode
    text: Text


_TEXTS = {
    ReasonCode.MISSING: sf_("Please enter the postcode, for example %(example)s."),
    ReasonCode.TOO_SHORT: sf_("This postcode is too short. An example: %(example)s."),
    ReasonCode.TOO_LONG: sf_("This postcode is too long. An example: %(example)s."),
    ReasonCode.WRONG_CHARACTERS: sf_("This contains characters that no postcode has here. An example: %(example)s."),
    ReasonCode.WRONG_SHAPE: sf_("This does not look like a postcode of this country. An example: %(example)s."),
    ReasonCode.LETTER_NOT_USED: sf_("No postcode has “%(letters)s” in that place. An example: %(example)s."),
    ReasonCode.NOT_ISSUED: sf_("There is no such postcode: its area does not exist. An example: %(example)s."),
    ReasonCode.OTHER_COUNTRY: sf_("This looks like a postcode of another country: %(country)s. Change the country?"),
}
_REGIONS_NAMED = 3


def reason(code: ReasonCode, rule: CountryRule, *, looks_like: str | None = None, letters: str | None = None) -> Reason:
    """The reason with its sentence filled in for this country."""
    if looks_like:
        return Reason(code, replace(_TEXTS[code], values={"country": CountryName(looks_like)}))
    if letters:
        return Reason(code, replace(_TEXTS[code], values={"example": rule.example, "letters": letters}))
    return _plain_reason(code, rule.example or "–")


# As many as there are countries and codes, and made for every second text of a file that is none.
@cache
def _plain_reason(code: ReasonCode, example: str) -> Reason:
    return Reason(code, replace(_TEXTS[code], values={"example": example}))


def fault_in(rule: CountryRule, compact: str) -> ReasonCode:
    """Which fault a text of the wrong shape has, told from the examples."""
    if not (compact.isascii() and compact.isalnum()):
        return ReasonCode.WRONG_CHARACTERS
    if not (rule.has_letters or compact.isdigit()):
        return ReasonCode.WRONG_CHARACTERS
    if rule.lengths and len(compact) < rule.lengths[0]:
        return ReasonCode.TOO_SHORT
    if rule.lengths and len(compact) > rule.lengths[-1]:
        return ReasonCode.TOO_LONG
    return ReasonCode.WRONG_SHAPE


def dropped(country: str) -> Note:
    """Something was written where addresses have no postcode."""
    sentence = sf_(
        "Addresses there have no postcode (%(country)s): what you wrote is left out.", country=CountryName(country)
    )
    return Note(NoteCode.DROPPED, sentence)


def elsewhere(regions: tuple[str, ...]) -> Note:
    """The postcode lies in these regions of the country, and not in the one that was chosen."""
    if not regions:
        return Note(NoteCode.OTHER_REGION, sf_("This postcode seems to lie in another region than the one chosen."))
    names = ", ".join(regions[:_REGIONS_NAMED])
    return Note(NoteCode.OTHER_REGION, sf_("This postcode seems to lie in another region: %(region)s.", region=names))


def in_territory(country: str) -> Note:
    """The postcode is right, and its place has a country code of its own."""
    sentence = sf_("This postcode lies in %(country)s. Change the country?", country=CountryName(country))
    return Note(NoteCode.TERRITORY, sentence)
