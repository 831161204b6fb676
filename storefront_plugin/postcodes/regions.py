"""A country's regions, and whether a postcode lies in one: advice for the form, never a refusal.

Boundaries move and posts cross them, so an unknown region or a country without data answers None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest

from storefront_plugin.postcodes.published import entry_of, without_separators
from storefront_plugin.postcodes.rule import CountryRule


@dataclass(frozen=True, slots=True)
class Region:
    """One choice of a country's list: its ISO 3166-2 code without the country where it has one, and its names."""

    code: str
    name: str
    latin_name: str


@cache
def regions_of(country: str) -> tuple[Region, ...]:
    """The regions of a country (two capitals) in the published order; empty where none are published."""
    return tuple(region for _, region, _ in _rows(country))


def fits(rule: CountryRule, region: str, canonical: str) -> bool | None:
    """Whether this canonical postcode lies in the region, named by code or name; None when that is not known."""
    name = region.strip().casefold()
    # "US-CA" and "CA" are the same region.
    name = name.removeprefix(f"{rule.country.lower()}-")
    # A rule's own regions are newer, or the only ones.
    begins = rule.regions.get(name.upper()) or _published_beginnings(rule.country).get(name)
    return None if begins is None else re.match(begins, canonical.replace(" ", "").replace("-", "")) is not None


@cache
def _published_beginnings(country: str) -> Mapping[str, str]:
    """By everything a region may be called, in lower case: how its postcodes begin."""
    return {
        called.casefold(): without_separators(zips)
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
        (key, Region(code or key, name or key, latin or name or key), zips)
        for key, code, name, latin, zips in zip_longest(*columns, fillvalue="")
    )
