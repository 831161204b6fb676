"""The form's postcode field: what it is called in a country, and how a browser should help to fill it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from storefront_plugin.postcodes.published import entry_of
from storefront_plugin.postcodes.rule import CountryRule, Presence
from storefront_plugin.postcodes.rules import rule_for
from storefront_plugin.texts import Text, sf_

_POSTAL_CODE = sf_("Postal code")
_LABELS: Mapping[str, Text] = {
    "zip": sf_("ZIP code"),
    "pin": sf_("PIN code"),
    "eircode": sf_("Eircode"),
}
# By the country's first language, where its file has no word of its own.
_WORDS: Mapping[str, Text] = {
    "es": sf_("Código postal"),
    "fr": sf_("Code postal"),
    "pt": sf_("Código postal"),
}

_OTHER = r"[^\p{L}\p{N}]*"
_LONGEST_PREFIX = 3


@dataclass(frozen=True, slots=True)
class PostcodeField:
    """A country's postcode field.

    `pattern` is for a browser, which compiles it with the v flag: it lets through all that the check would. `only` is
    the one code of a place so small that it has no other, to be filled in beforehand.
    """

    country: str
    presence: Presence
    label: Text = _POSTAL_CODE
    example: str | None = None
    pattern: str | None = None
    only: str | None = None
    inputmode: str = "text"
    autocomplete: str = "postal-code"
    autocapitalize: str = "characters"

    @property
    def is_required(self) -> bool:
        return self.presence is Presence.REQUIRED


def describe(country: str) -> PostcodeField:
    """The postcode field of a country; of one we do not know, a free and optional one."""
    rule = rule_for(country)
    return _described(rule.country) if rule else PostcodeField(country.strip().upper()[:2], Presence.OPTIONAL)


@cache
def _described(country: str) -> PostcodeField:
    rule = rule_for(country)
    if rule is None or rule.pattern is None:
        return PostcodeField(country, Presence.NONE)
    entry = entry_of(country) or {}
    word = _LABELS.get(entry.get("zip_name_type", "")) or _WORDS.get(entry.get("lang", ""))
    # The number pad has neither letters nor hyphen.
    is_number = rule.example is not None and rule.example.isdigit() and not rule.has_letters
    return PostcodeField(
        country=country,
        presence=rule.presence or Presence.OPTIONAL,
        label=rule.label or word or _POSTAL_CODE,
        example=rule.example,
        pattern=_browser_pattern(rule),
        only=rule.only,
        inputmode="numeric" if is_number else "text",
        autocapitalize="off" if is_number else "characters",
    )


def _browser_pattern(rule: CountryRule) -> str | None:
    """So many letters or digits, whatever stands between and before them.

    Told from the examples. A browser's pattern sees case, spacing and prefix as typed, and is there to catch the slip
    of a finger; what exists is for the check to say.
    """
    bodies = [match[0] for sample in rule.valid if (match := rule.match("".join(filter(str.isalnum, sample))))]
    if not bodies:
        return None
    if all(map(str.isdigit, bodies)):
        counts = sorted({len(body) for body in bodies})
        return "|".join(rf"(?:\P{{N}}*\p{{N}}){{{count}}}\P{{N}}*" for count in counts)
    lengths = sorted({len(body) for body in bodies})
    # Three letters may stand in front for the country.
    return rf"(?:{_OTHER}[\p{{L}}\p{{N}}]){{{lengths[0]},{lengths[-1] + _LONGEST_PREFIX}}}{_OTHER}"
