"""Checking one postcode: is it one, how is it written, and if not, why not."""

from __future__ import annotations

import re
from typing import NamedTuple

from storefront_plugin.postcodes.reasons import (
    Note,
    Reason,
    ReasonCode,
    dropped,
    elsewhere,
    fault_in,
    in_territory,
    reason,
)
from storefront_plugin.postcodes.regions import fits, regions_with
from storefront_plugin.postcodes.rule import CountryRule, Presence
from storefront_plugin.postcodes.rules import rule_for
from storefront_plugin.postcodes.spelling import LONGEST, compact
from storefront_plugin.postcodes.suggestions import looks_like, repaired
from storefront_plugin.texts import Text, sf_


class Postcheck(NamedTuple):
    """The outcome for one text; a tuple, since making any other value would take longer than the check itself.

    `canonical` is how the post writes it, empty where nothing need be written, None when it is refused. `suggestion`
    is what was probably meant, `looks_like` the country whose code it seems to be. `region_fits` is None when unknown.
    `note` may be told beside the field; it refuses nothing.
    """

    is_valid: bool
    canonical: str | None = None
    reason: Reason | None = None
    example: str | None = None
    suggestion: str | None = None
    looks_like: str | None = None
    region_fits: bool | None = None
    note: Note | None = None

    @property
    def question(self) -> Text | None:
        """The suggestion, as it is put to the visitor."""
        return sf_("Did you mean %(suggestion)s?", suggestion=self.suggestion) if self.suggestion else None


def check(country: str, text: str, region: str | None = None) -> Postcheck:
    """Whether the text is a postcode of this country, however it is spelled.

    Never raises. Of a country we do not know, any short text is right; of one without postcodes, any text at all.
    """
    rule = rule_for(country)
    if rule is None:
        return _of_unknown_country(text)
    if rule.pattern is None:
        return Postcheck(True, "", note=dropped(rule.country) if text.strip() else None)
    if len(text) > LONGEST and len(text := text.strip()) > LONGEST:
        return Postcheck(False, reason=reason(ReasonCode.TOO_LONG, rule), example=rule.example)

    typed = compact(text)
    if not typed and rule.presence is not Presence.REQUIRED:
        return Postcheck(True, "", example=rule.example)
    shaped = rule.match(typed)
    if shaped is None or not rule.is_issued(shaped):
        return _refused(rule, typed, shaped)
    canonical = rule.written(shaped)
    if rule.territories is None and not region:
        return Postcheck(True, canonical, example=rule.example)
    return _placed(rule, canonical, region)


def _placed(rule: CountryRule, canonical: str, region: str | None) -> Postcheck:
    """A postcode that is right, with what its place tells."""
    in_region = fits(rule, region, canonical) if region else None
    found = rule.territories.match(canonical) if rule.territories else None
    territory, note = found.lastgroup if found else None, None
    if territory:
        note = in_territory(territory)
    elif in_region is False:
        note = elsewhere(regions_with(rule, canonical))
    return Postcheck(True, canonical, example=rule.example, looks_like=territory, region_fits=in_region, note=note)


def _refused(rule: CountryRule, typed: str, shaped: re.Match[str] | None) -> Postcheck:
    if not typed:
        why = reason(ReasonCode.MISSING, rule)
        return Postcheck(False, reason=why, example=rule.example, suggestion=rule.only)
    if other := looks_like(rule, typed):
        why = reason(ReasonCode.OTHER_COUNTRY, rule, looks_like=other)
        return Postcheck(False, reason=why, example=rule.example, looks_like=other)
    if shaped is None:
        why = reason(fault_in(rule, typed), rule)
    elif letters := rule.unused_in(shaped):
        why = reason(ReasonCode.LETTER_NOT_USED, rule, letters=letters)
    else:
        why = reason(ReasonCode.NOT_ISSUED, rule)
    return Postcheck(False, reason=why, example=rule.example, suggestion=repaired(rule, typed))


def _of_unknown_country(text: str) -> Postcheck:
    typed = text.strip()
    if len(typed) > LONGEST:
        return Postcheck(False, reason=Reason(ReasonCode.TOO_LONG, sf_("This postcode is too long.")))
    return Postcheck(True, typed)
