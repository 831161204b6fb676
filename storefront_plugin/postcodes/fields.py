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
    "postal": _POSTAL_CODE,
}


@dataclass(frozen=True, slots=True)
class PostcodeField:
    """A country's postcode field. `pattern` is for a browser, and lets through all that the check would."""

    country: str
    presence: Presence
    label: Text = _POSTAL_CODE
    example: str | None = None
    pattern: str | None = None
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
    kind = (entry_of(country) or {}).get("zip_name_type", "postal")
    # The number pad has neither letters nor hyphen.
    is_number = rule.example is not None and rule.example.isdigit()
    return PostcodeField(
        country=country,
        presence=rule.presence or Presence.OPTIONAL,
        label=rule.label or _LABELS.get(kind, _POSTAL_CODE),
        example=rule.example,
        pattern=_browser_pattern(rule),
        inputmode="numeric" if is_number else "text",
        autocapitalize="off" if is_number else "characters",
    )


def _browser_pattern(rule: CountryRule) -> str | None:
    """So many digits, whatever stands between and before them: prefix, spaces, full-width digits.

    Only for codes of digits alone; a browser's pattern sees case and spacing as typed, and would refuse too much.
    """
    bodies = [match[0] for sample in rule.valid if (match := rule.match("".join(filter(str.isalnum, sample))))]
    if not bodies or not all(map(str.isdigit, bodies)):
        return None
    counts = sorted({len(body) for body in bodies})
    return "|".join(rf"(?:\P{{N}}*\p{{N}}){{{count}}}\P{{N}}*" for count in counts)
