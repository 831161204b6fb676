"""Choosing a locale for a reader, by CLDR's language distance. Pure.

q values, quality 0 and wildcards as RFC 9110 has them; the limit keeps a distant language from passing for a match,
and the script guard keeps readers of Traditional Chinese from Simplified pages unless they ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from langcodes import Language, tag_distance
from langcodes.tag_parser import LanguageTagError

# CLDR puts regions and dialects below 10 and close relatives (nb for nn) at 20; from 24 on it is a mere habit of
# reading (English for an Icelander).
MOST_DISTANCE = 20
# Each later wish must be this much closer to win over an earlier one.
_RANK_COST = 9
_MOST_CHARACTERS = 1_000
_MOST_WISHES = 20


def match_locale(accept_language: str | None, supported: Sequence[str]) -> str | None:
    """The best of `supported` for an Accept-Language header; None when none fits, or nothing was asked for."""
    return _matched((accept_language or "")[:_MOST_CHARACTERS], tuple(supported))


@lru_cache(maxsize=2048)
def _matched(header: str, supported: tuple[str, ...]) -> str | None:
    wishes = parse_accept_language(header)
    refused = {tag.lower() for tag, quality in wishes if quality == 0}
    offered = [tag for tag in supported if tag.lower() not in refused]
    best: tuple[int, int, int] | None = None
    for rank, (wish, quality) in enumerate(wishes):
        if quality == 0 or wish == "*":
            continue
        for place, tag in enumerate(offered):
            distance = _distance(wish, tag)
            if distance > MOST_DISTANCE:
                continue
            # Of two equally near, the one that shares more subtags with the wish: he before iw for he-IL.
            cost = (distance + rank * _RANK_COST, -len({*wish.split("-")} & {*tag.split("-")}), place)
            if best is None or cost < best:
                best = cost
    return None if best is None else offered[best[2]]


def parse_accept_language(header: str) -> list[tuple[str, float]]:
    """Tags with their quality, the most wanted first; what cannot be read is left out."""
    wishes = []
    for item in header.split(",")[:_MOST_WISHES]:
        tag, _, parameters = item.partition(";")
        tag = tag.strip().replace("_", "-")
        quality = _quality(parameters)
        if tag and quality is not None and (tag == "*" or _is_tag(tag)):
            wishes.append((tag, quality))
    return sorted(wishes, key=lambda wish: -wish[1])


def _quality(parameters: str) -> float | None:
    name, _, value = parameters.partition("=")
    if not name.strip():
        return 1.0
    try:
        quality = float(value)
    except ValueError:
        return None
    return quality if name.strip().lower() == "q" and 0 <= quality <= 1 else None


def _is_tag(tag: str) -> bool:
    try:
        return bool(Language.get(tag, normalize=True).language)
    except (LanguageTagError, ValueError):
        return False


@lru_cache(maxsize=8192)
def _distance(wish: str, tag: str) -> int:
    distance = tag_distance(wish, tag)
    scripts = (Language.get(wish).maximize().script, Language.get(tag).maximize().script)
    # One script is readable to readers of another only where they asked for it by name.
    return distance if scripts[0] == scripts[1] or distance <= _RANK_COST else MOST_DISTANCE + distance
