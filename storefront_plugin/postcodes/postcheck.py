"""Checking one postcode: is it one, how is it written, and if not, why not."""

from __future__ import annotations

from dataclasses import dataclass

from storefront_plugin.postcodes.reasons import Reason, ReasonCode, fault_in, reason
from storefront_plugin.postcodes.regions import fits
from storefront_plugin.postcodes.rule import CountryRule, Presence
from storefront_plugin.postcodes.rules import rule_for
from storefront_plugin.postcodes.spelling import LONGEST, compact
from storefront_plugin.postcodes.suggestions import looks_like, repaired
from storefront_plugin.texts import sf_


@dataclass(frozen=True, slots=True)
class Postcheck:
    """The outcome for one text.

    `canonical` is how the post writes it, empty where nothing need be written, None when it is refused. `suggestion`
    is what was probably meant, `looks_like` the country whose code it seems to be. `region_fits` is None when unknown.
    """

    is_valid: bool
    canonical: str | None = None
    reason: Reason | None = None
    example: str | None = None
    suggestion: str | None = None
    looks_like: str | None = None
    region_fits: bool | None = None


def check(country: str, text: str, region: str | None = None) -> Postcheck:
    """Whether the text is a postcode of this country, however it is spelled.

    Never raises. Of a country we do not know, any short text is right; of one without postcodes, any text at all.
    """
    rule = rule_for(country)
    if rule is None:
        return _of_unknown_country(text)
    if rule.pattern is None:
        return Postcheck(True, "")
    if len(text) > LONGEST and len(text := text.strip()) > LONGEST:
        return Postcheck(False, reason=reason(ReasonCode.TOO_LONG, rule), example=rule.example)

    typed = compact(text)
    if not typed and rule.presence is not Presence.REQUIRED:
        return Postcheck(True, "", example=rule.example)
    canonical = rule.read(typed)
    if canonical is None:
        return _refused(rule, typed)
    in_region = fits(rule, region, canonical) if region else None
    return Postcheck(True, canonical, example=rule.example, region_fits=in_region)


def _refused(rule: CountryRule, typed: str) -> Postcheck:
    if not typed:
        return Postcheck(False, reason=reason(ReasonCode.MISSING, rule), example=rule.example)
    if other := looks_like(rule, typed):
        why = reason(ReasonCode.OTHER_COUNTRY, rule, other)
        return Postcheck(False, reason=why, example=rule.example, looks_like=other)
    code = ReasonCode.NOT_ISSUED if rule.match(typed) else fault_in(rule, typed)
    return Postcheck(False, reason=reason(code, rule), example=rule.example, suggestion=repaired(rule, typed))


def _of_unknown_country(text: str) -> Postcheck:
    typed = text.strip()
    if len(typed) > LONGEST:
        return Postcheck(False, reason=Reason(ReasonCode.TOO_LONG, sf_("This postcode is too long.")))
    return Postcheck(True, typed)
