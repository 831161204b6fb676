"""What a search engine takes for a hreflang code, and the right form of what it does not. Pure.

A code is a language of ISO 639-1, then perhaps a script of ISO 15924, then perhaps a country of ISO 3166-1 alpha-2, or
x-default; capitals and small letters are the same (Google Search Central, Localized versions of your pages).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from babel import Locale
from langcodes.data_dicts import (
    ALL_SCRIPTS,
    LANGUAGE_REPLACEMENTS,
    LIKELY_SUBTAGS,
    MACROLANGUAGES,
    TERRITORY_REPLACEMENTS,
)

from storefront_plugin.markets.alternates import X_DEFAULT
from storefront_plugin.markets.negotiation.distance import SAME_LANGUAGE, near_languages
from storefront_plugin.shapes import is_country

# CLDR's languages of two letters are those of ISO 639-1 and this one, which was withdrawn.
_WITHDRAWN = "sh"
# Reserved by ISO for others, and written by everybody.
_COUNTRIES_MEANT = {"UK": "GB"}


# A site writes the same few on all its pages.
@lru_cache(maxsize=1024)
def fault_of(code: str) -> str | None:
    """Why the code is none, with the right form where one can be told; None where nothing is wrong with it."""
    if code.lower() == X_DEFAULT:
        return None
    parts = [part for part in re.split(r"[-_]", code.strip()) if part]
    if not parts or not all(part.isascii() and part.isalnum() for part in parts):
        return f"“{code}” is no code at all"
    language, *rest = parts
    if not is_language(language):
        return _language_fault(code, language, rest)
    scripts = [part for part in rest if _is_script(part)]
    regions = [part for part in rest if not _is_script(part)]
    if len(scripts) > 1 or len(regions) > 1:
        countries = [part for part in regions if is_country(part.upper())]
        right = f": {_written(language, scripts, countries)}" if len(scripts) < 2 and len(countries) == 1 else ""
        return f"“{code}” has more than a language, a script and a country{right}"
    if regions and not is_country(regions[0].upper()):
        return _region_fault(code, language, scripts, regions[0])
    right = _written(language, scripts, regions)
    return None if right.lower() == code.lower() else f"“{code}” is written {right}"


def usual_case(code: str) -> str:
    """The code in the capitals that are usual, which change nothing: EN-gb is en-GB, zh-hant is zh-Hant."""
    code = code.strip()
    if code.lower() == X_DEFAULT:
        return X_DEFAULT
    language, *rest = code.split("-")
    if not language.isalpha():
        return code
    return "-".join([language.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)])


def is_language(part: str) -> bool:
    """Whether this is a language of ISO 639-1, in capitals or not."""
    return len(part) == 2 and part.lower() in Locale("en").languages and part.lower() != _WITHDRAWN


def _language_fault(code: str, language: str, rest: Sequence[str]) -> str:
    small = language.lower()
    country = _COUNTRIES_MEANT.get(language.upper(), language.upper())
    if len(rest) == 1 and is_language(rest[0]) and is_country(country):
        return f"“{code}” names the country first: {_written(rest[0], (), (country,))}"
    if known := _of_two_letters(small):
        right = _written(known, [part for part in rest if _is_script(part)], [part for part in rest if len(part) == 2])
        return f"“{code}” does not begin with a code of ISO 639-1: {right}"
    if is_country(country):
        spoken = LIKELY_SUBTAGS.get(f"und-{country}", "en").partition("-")[0]
        return f"“{code}” begins with a country and not with a language: {spoken}, or {spoken}-{country}"
    return f"“{code}” does not begin with a language of ISO 639-1, such as de"


def _of_two_letters(language: str) -> str | None:
    """The language of ISO 639-1 that this one is, or belongs to, or whose words its readers take for theirs."""
    now = LANGUAGE_REPLACEMENTS.get(language, "").partition("-")[0]
    before = [old for old, new in LANGUAGE_REPLACEMENTS.items() if new == language]
    near = sorted((far, other) for other, far in near_languages(language).items() if far <= SAME_LANGUAGE)
    found = (now, MACROLANGUAGES.get(language, ""), *before, *(other for _, other in near))
    return next(filter(is_language, found), None)


def _region_fault(code: str, language: str, scripts: Sequence[str], region: str) -> str:
    meant = _COUNTRIES_MEANT.get(region.upper()) or TERRITORY_REPLACEMENTS.get(region.lower(), "")
    if is_country(meant):
        return f"“{code}” is written {_written(language, scripts, (meant,))}"
    bare = _written(language, scripts, ())
    what = f"names “{region}”, which is no country of ISO 3166-1"
    return f"“{code}” {what}: {bare}, or one code for each country, such as {bare}-{_home_of(language)}"


def _home_of(language: str) -> str:
    """The country in which most people speak it."""
    return LIKELY_SUBTAGS.get(language.lower(), "en-Latn-US").rpartition("-")[2]


def _is_script(part: str) -> bool:
    return len(part) == 4 and part.title() in ALL_SCRIPTS


def _written(language: str, scripts: Sequence[str], regions: Sequence[str]) -> str:
    return "-".join([language.lower(), *(each.title() for each in scripts), *(each.upper() for each in regions)])
