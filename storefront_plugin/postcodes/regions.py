"""A country's regions, and whether a postcode lies in one: advice for the form, never a refusal.

Boundaries move and posts cross them, so an unknown region or a country without data answers None.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest

from babel.languages import get_official_languages

from storefront_plugin.postcodes.published import entry_of, without_separators
from storefront_plugin.postcodes.rule import CountryRule


@dataclass(frozen=True, slots=True)
class Region:
    """One choice of a country's list: its ISO 3166-2 code without the country where it has one, and its names.

    `posted` is how it is written on an envelope: "CA" for California, 東京都 for Tokyo.
    """

    code: str
    name: str
    latin_name: str
    posted: str

    def name_in(self, language: str, country: str) -> str:
        """As it is called at home, for who reads a language of that country ("ar"); for others in Latin letters."""
        return self.name if language in _languages_of(country) else self.latin_name


@cache
def _languages_of(country: str) -> frozenset[str]:
    """The official languages, each without its script: those of Taiwan are zh_Hant and two more."""
    return frozenset(tag.partition("_")[0] for tag in get_official_languages(country))


@cache
def regions_of(country: str) -> tuple[Region, ...]:
    """The regions of a country (two capitals) in the published order; empty where none are published."""
    return tuple(region for _, region, _ in _rows(country))


def fits(rule: CountryRule, region: str, canonical: str) -> bool | None:
    """Whether this canonical postcode lies in the region, named by code or name; None when that is not known."""
    name = _folded(region)
    # "US-CA" and "CA" are the same region.
    name = name.removeprefix(f"{rule.country.lower()}-")
    # A rule's own regions are newer, or the only ones.
    begins = rule.regions.get(_code_of(rule, name)) or _published_beginnings(rule.country).get(name)
    return None if begins is None else _lies(begins, canonical)


def regions_with(rule: CountryRule, canonical: str) -> tuple[str, ...]:
    """The names of the regions in which this canonical postcode lies, in Latin letters; empty when not known."""
    names = {region.code: region.latin_name for region in regions_of(rule.country)} | dict(rule.region_names)
    own = tuple(names.get(code, code) for code, begins in rule.regions.items() if _lies(begins, canonical))
    published = (
        region.latin_name
        for _, region, zips in _rows(rule.country)
        if zips and region.code not in rule.regions and _lies(without_separators(zips), canonical)
    )
    return tuple(dict.fromkeys((*own, *published)))


def _lies(begins: str, canonical: str) -> bool:
    return re.match(begins, canonical.replace(" ", "").replace("-", "")) is not None


def _code_of(rule: CountryRule, name: str) -> str:
    """The code of one of the rule's own regions, called by its code or its name in lower case."""
    published = regions_of(rule.country)
    called = {_folded(each): one.code for one in published for each in (one.posted, one.name, one.latin_name)}
    called |= {_folded(given): code for code, given in rule.region_names.items()}
    return called.get(name, name.upper())


def _folded(name: str) -> str:
    """A name as it is compared: whether or not it is typed in capitals or with its accents."""
    if name.isascii():
        return name.strip().casefold()
    letters = unicodedata.normalize("NFD", name.strip().casefold().replace("ı", "i").replace("’", "'"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def _published_beginnings(country: str) -> Mapping[str, str]:
    """By everything a region may be called, in lower case: how its postcodes begin."""
    return {
        _folded(called): without_separators(zips)
        for key, region, zips in _rows(country)
        if zips
        for called in (region.latin_name, region.name, key, region.code)
    }


@cache
def _rows(country: str) -> tuple[tuple[str, Region, str], ...]:
    entry = entry_of(country) or {}
    if not entry.get("sub_keys"):
        return ()
    columns = (
        entry.get(name, "").split("~") for name in ("sub_keys", "sub_isoids", "sub_names", "sub_lnames", "sub_zips")
    )
    return tuple(
        (key, Region(code or key, name or key, latin or name or key, posted=key), zips)
        for key, code, name, latin, zips in zip_longest(*columns, fillvalue="")
    )
