"""How far an offered tag is from a wished one, by CLDR's data as langcodes carries it. Pure.

A pair of countries costs up to 5, dialects and standard languages up to 9, languages that are read with some effort
20. The data's pair for two languages that have nothing in common is 80.
"""

from __future__ import annotations

from babel.languages import get_official_languages
from langcodes.data_dicts import LANGUAGE_DISTANCES
from langcodes.language_distance import AMERICAS, CNSAR, LATIN_AMERICA, MAGHREB, US

from storefront_plugin.markets.negotiation.tags import Tag, tag_of

# Up to here it is one language to its readers.
SAME_LANGUAGE = 9
# A language of 20 in another country: Danish for a Faroese, Bokmål for a Nynorsk reader.
MOST_DISTANCE = 24

_READ_WITH_EFFORT = 20
# Their readers live everywhere, so that CLDR's pairs with them say what people are used to, not what is alike.
_WORLD_LANGUAGES = {"en", "es", "fr", "ru", "zh"}
# CLDR's paradigm locales: of equally near ones they are the most neutral.
PARADIGMS = frozenset(tag_of(text) for text in ("en", "en-GB", "es", "es-419", "pt-BR", "pt-PT"))


def distance_between(wish: Tag, offer: Tag) -> int | None:
    """From 0 for the same; None where a reader of the wish is never given the offer unasked."""
    if wish == offer:
        return 0
    languages = _between_languages(wish, offer)
    scripts = _between_scripts(wish, offer)
    if languages is None or scripts is None:
        return None
    return languages + scripts + _between_regions(wish, offer)


def near_languages(language: str) -> dict[str, int]:
    """The other languages that a reader of this one may be given."""
    near: dict[str, int] = LANGUAGE_DISTANCES.get(language, {})
    return near


def _between_languages(wish: Tag, offer: Tag) -> int | None:
    if wish.language == offer.language:
        return 0
    distance = near_languages(wish.language).get(offer.language)
    if distance is None or (distance >= _READ_WITH_EFFORT and _is_mere_habit(wish, offer)):
        return None
    return distance


def _is_mere_habit(wish: Tag, offer: Tag) -> bool:
    """English for an Icelander: a world language that is no official one of her country. Welsh to English is none."""
    if offer.language not in _WORLD_LANGUAGES or wish.region == offer.region:
        return False
    return offer.language not in get_official_languages(wish.region)


def _between_scripts(wish: Tag, offer: Tag) -> int | None:
    """Only what the same people read: Cyrillic and Latin of Serbian, but not Traditional and Simplified Chinese."""
    if wish.script == offer.script:
        return 0
    pairs = LANGUAGE_DISTANCES.get(f"{wish.language}_{wish.script}", {})
    distance: int | None = pairs.get(f"{offer.language}_{offer.script}")
    return distance if distance is not None and distance <= SAME_LANGUAGE else None


def _between_regions(wish: Tag, offer: Tag) -> int:
    """CLDR's clusters of countries: 5 between two of them, 4 within one, less towards its head."""
    ours, theirs = wish.region, offer.region
    if ours == theirs:
        return 0
    if (wish.language, wish.script) != (offer.language, offer.script):
        return 4
    if wish.language == "en":
        if (ours == "GB" and theirs not in US) or (theirs == "GB" and ours not in US):
            return 3
        return _across(US, ours, theirs)
    if ours in LATIN_AMERICA and theirs == "419":
        return 1
    if wish.language in ("es", "pt"):
        return _across(AMERICAS, ours, theirs)
    if wish.language == "ar":
        return _across(MAGHREB, ours, theirs)
    if (wish.language, wish.script) == ("zh", "Hant"):
        return _across(CNSAR, ours, theirs)
    return 4


def _across(cluster: set[str], ours: str, theirs: str) -> int:
    return 5 if (ours in cluster) != (theirs in cluster) else 4
