"""The locale that fits a reader best, of those there are. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from storefront_plugin.markets.negotiation.distance import (
    MOST_DISTANCE,
    PARADIGMS,
    SAME_LANGUAGE,
    distance_between,
    near_languages,
)
from storefront_plugin.markets.negotiation.tags import Tag, tag_of
from storefront_plugin.markets.negotiation.wishes import bounded, parse_accept_language

# Each later wish must be this much closer to win over an earlier one: as far as two clusters of countries.
_RANK_COST = 5
_ANYTHING = "*"


@dataclass(frozen=True, slots=True)
class Fit:
    """`locale` stands at `place` among those offered; it answers `wish`, from 0 for exactly what was asked."""

    locale: str
    place: int
    wish: str
    distance: int


def match_locale(accept_language: str | None, supported: Sequence[str]) -> str | None:
    """The best of `supported` for an Accept-Language header; None when none fits, or nothing was asked for."""
    return _matched(bounded(accept_language or ""), tuple(supported))


def best_fit(
    accept_language: str,
    supported: tuple[str, ...],
    *,
    maximum_distance: int = MOST_DISTANCE,
    relatives_first: bool = False,
) -> Fit | None:
    """The best of `supported`, with the wish that it answers; None when none fits.

    With `relatives_first` whatever fits an earlier wish wins over a later one; without it, an exact second wish wins
    over a relative of the first: English over Bokmål for "nn, en".
    """
    return _offers(supported, maximum_distance, relatives_first).best(accept_language)


@lru_cache(maxsize=2048)
def _matched(header: str, supported: tuple[str, ...]) -> str | None:
    fit = best_fit(header, supported)
    return None if fit is None else fit.locale


@lru_cache(maxsize=128)
def _offers(supported: tuple[str, ...], maximum_distance: int, relatives_first: bool) -> _Offers:
    return _Offers(supported, maximum_distance, relatives_first)


class _Offers:
    """Supported locales, sorted so that a wish looks only at those in its own and near languages."""

    def __init__(self, supported: tuple[str, ...], maximum_distance: int, relatives_first: bool) -> None:
        self._supported = supported
        self._maximum_distance = maximum_distance
        self._relatives_first = relatives_first
        self._by_language: dict[str, list[tuple[int, Tag]]] = {}
        for place, text in enumerate(supported):
            if tag := tag_of(text):
                self._by_language.setdefault(tag.language, []).append((place, tag))
        self._default = tag_of(supported[0]) if supported else None
        # Headers differ endlessly, the wishes in them do not.
        self._near = lru_cache(maxsize=1024)(self._nearest)

    def best(self, header: str) -> Fit | None:
        wishes = parse_accept_language(header)
        refused = self._refused(wishes) if wishes and wishes[-1][1] == 0 else frozenset()
        anything = next((quality for wish, quality in wishes if wish == _ANYTHING), None)
        # "*;q=0", nothing but what I named, leaves no room for relatives.
        limit = min(self._maximum_distance, SAME_LANGUAGE) if anything == 0 else self._maximum_distance
        best: Fit | None = None
        cheapest = 0
        for rank, (wish, quality) in enumerate(wishes):
            if quality == 0 or wish == _ANYTHING:
                continue
            for distance, place in self._near(wish):
                if distance <= limit and place not in refused:
                    cost = distance + rank * _RANK_COST
                    if best is None or cost < cheapest:
                        best, cheapest = Fit(self._supported[place], place, wish, distance), cost
                    break
            if best is not None and (self._relatives_first or cheapest <= (rank + 1) * _RANK_COST):
                break
        return best or (self._first_allowed(refused) if anything else None)

    def _nearest(self, wish: str) -> tuple[tuple[int, int], ...]:
        """Distance and place of all that fit one wish, the best first."""
        tag = tag_of(wish)
        if tag is None:
            return ()
        found = []
        for language in (tag.language, *near_languages(tag.language)):
            for place, offer in self._by_language.get(language, ()):
                distance = distance_between(tag, offer)
                if distance is not None and distance <= self._maximum_distance:
                    special = (offer != self._default, offer not in PARADIGMS)
                    found.append((distance, special, tag.unlikeness(offer), place))
        return tuple((distance, place) for distance, *_, place in sorted(found))

    def _refused(self, wishes: Sequence[tuple[str, float]]) -> frozenset[int]:
        """The places of locales whose narrowest range in the header has quality 0: en-GB for "en;q=0, en-US"."""
        ranges = {tag.range: quality for text, quality in wishes if (tag := tag_of(text))}
        found = set()
        for offers in self._by_language.values():
            for place, offer in offers:
                matching = [each for each in ranges if f"{offer.range}-".startswith(f"{each}-")]
                if matching and ranges[max(matching, key=len)] == 0:
                    found.add(place)
        return frozenset(found)

    def _first_allowed(self, refused: frozenset[int]) -> Fit | None:
        """For "en;q=0, *": anything will do, but not the default. Where the default will do, nothing need fit."""
        if 0 not in refused:
            return None
        free = (place for place in range(len(self._supported)) if place not in refused)
        place = next(free, None)
        return None if place is None else Fit(self._supported[place], place, _ANYTHING, 0)
