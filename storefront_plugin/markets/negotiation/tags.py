"""A language tag as CLDR compares it: old codes replaced, script and region filled in with what is likely. Pure.

The facts are those that langcodes carries. Its own parser is not used: it keeps every tag it ever saw, and strangers
write these.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from langcodes.data_dicts import (
    LANGUAGE_REPLACEMENTS,
    LIKELY_SUBTAGS,
    NORMALIZED_MACROLANGUAGES,
    SCRIPT_REPLACEMENTS,
    TERRITORY_REPLACEMENTS,
)

# `mo` was the Romanian of Moldova; the registry's `ro` alone would lose the country.
_REPLACED = {**LANGUAGE_REPLACEMENTS, "mo": "ro-MD"}


class Subtags(NamedTuple):
    """The parts of a tag as they are written; `others` are variants, extensions and private use."""

    language: str = ""
    script: str = ""
    region: str = ""
    others: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Tag:
    """`language`, `script` and `region` are filled in: zh-TW is (zh, Hant, TW)."""

    language: str
    script: str
    region: str
    text: str = field(compare=False)
    written: Subtags = field(compare=False)

    @property
    def range(self) -> str:
        """The tag as a language range, in small letters and without old codes: iw-IL is he-il."""
        parts = (self.language, self.written.script, self.written.region, *sorted(self.written.others))
        return "-".join(part for part in parts if part).lower()

    def unlikeness(self, other: Tag) -> tuple[bool, bool, bool, bool, int]:
        """Of tags that mean the same, the least is the one that is written most like this."""
        ours, theirs = self.written, other.written
        return (
            self.text != other.text,
            ours.language != theirs.language,
            ours.region != theirs.region,
            ours.script != theirs.script,
            len(ours.others ^ theirs.others),
        )


@lru_cache(maxsize=4096)
def tag_of(text: str) -> Tag | None:
    """The tag that is written there; None where it names no language: und, x-private, junk."""
    text = text.strip().replace("_", "-").lower()
    written = _read(_REPLACED.get(text, text))
    # An old code may stand for more than a language (sh is sr-Latn); what is written beside it counts more.
    code = _read(_REPLACED.get(written.language, written.language))
    language = NORMALIZED_MACROLANGUAGES.get(code.language, code.language)
    script, region = written.script or code.script, written.region or code.region
    if not language or (language == "und" and not script and not region):
        return None
    old_or_not = text.partition("-")[0]
    return Tag(*_filled(language, script, region), text, Subtags(old_or_not, script, region, written.others))


def _read(text: str) -> Subtags:
    language, *rest = text.split("-")
    if not (2 <= len(language) <= 3 and language.isascii() and language.isalpha()):
        return Subtags()
    script = region = ""
    for place, part in enumerate(rest):
        if place == 0 and len(part) == 3 and part.isalpha():
            language = part  # zh-yue is yue
        elif len(part) == 4 and part.isalpha() and not script and not region:
            script = SCRIPT_REPLACEMENTS.get(part, part.title())
        elif not region and ((len(part) == 2 and part.isalpha()) or (len(part) == 3 and part.isdigit())):
            region = TERRITORY_REPLACEMENTS.get(part, part.upper())
        else:
            return Subtags(language, script, region, frozenset(rest[place:]))
    return Subtags(language, script, region)


def _filled(language: str, script: str, region: str) -> tuple[str, str, str]:
    for known in ((language, script, region), (language, region), (language, script), (language,), ("und", script)):
        if likely := LIKELY_SUBTAGS.get("-".join(part for part in known if part)):
            likely_language, likely_script, likely_region = likely.split("-")
            named = likely_language if language == "und" else language
            return named, script or likely_script, region or likely_region
    return language, script or "Zzzz", region or "ZZ"
