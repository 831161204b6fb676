"""Which edition a visitor is sent to, and why. Pure.

The address counts before the visitor's own choice, and that before what her browser and her country say. The
language is decided first, over all editions; the country then chooses among the editions in that language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from storefront_plugin.markets.edition import Edition, Editions
from storefront_plugin.markets.negotiation.distance import MOST_DISTANCE
from storefront_plugin.markets.negotiation.language import Fit, best_fit
from storefront_plugin.markets.negotiation.tags import tag_of
from storefront_plugin.texts import Text, sf_

_MOST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class NegotiationSettings:
    """What the merchant chose. Distances are CLDR's: 9 is still one language, 24 the farthest relative worth reading.

    `country_header` names a header in which the shop's own proxy, and nobody else, writes the visitor's country;
    empty to look at none. With `relatives_first` a relative of an earlier wish wins over a later wish exactly met.
    `suggest` tells a visitor of an edition that does not fit her of the one that does.
    """

    country_header: str = ""
    maximum_distance: int = MOST_DISTANCE
    relatives_first: bool = False
    suggest: bool = True


class Signals(NamedTuple):
    """What is known of a visitor, as it was sent: edition codes, a country code, a header. Empty is unknown."""

    path: str = ""
    choice: str = ""
    country: str = ""
    accept_language: str = ""


class Reason(StrEnum):
    """What decided."""

    PATH = "path"
    CHOICE = "choice"
    ACCEPT_LANGUAGE = "accept-language"
    COUNTRY = "country"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Decision:
    """The edition, what decided its language and its market, and the facts behind that."""

    edition: Edition
    language_by: Reason
    market_by: Reason
    signals: Signals
    fit: Fit | None = None
    # None where nobody sells to the country, or none is known.
    sold_to_by: str | None = None

    def explain(self) -> list[Text]:
        """Why, in sentences, in the order in which it was thought of."""
        code, said = self.edition.code, []
        if self.language_by is Reason.PATH:
            return [sf_("The address names the edition %(edition)s.", edition=code)]
        if path := _shown(self.signals.path):
            said.append(sf_("The address names “%(edition)s”, which is no edition.", edition=path))
        if self.language_by is Reason.CHOICE:
            return [*said, sf_("The visitor has chosen the edition %(edition)s.", edition=code)]
        if choice := _shown(self.signals.choice):
            said.append(sf_("The visitor has chosen “%(edition)s”, which is no edition any more.", edition=choice))
        return [*said, self._of_language(), *self._of_country(), sf_("So the edition is %(edition)s.", edition=code)]

    def _of_language(self) -> Text:
        if self.fit:
            return sf_(
                "Of the languages asked for, “%(wish)s” is answered best, by %(locale)s (distance %(distance)s).",
                wish=self.fit.wish,
                locale=self.fit.locale,
                distance=self.fit.distance,
            )
        if self.signals.accept_language:
            return sf_(
                "No edition fits the languages asked for (“%(header)s”): the default’s language is taken.",
                header=_shown(self.signals.accept_language),
            )
        return sf_("No language is asked for: the default’s language is taken.")

    def _of_country(self) -> list[Text]:
        if not self.signals.country:
            return []
        country = _shown(self.signals.country)
        if self.sold_to_by is None:
            return [sf_("No market sells to the country “%(country)s”.", country=country)]
        values = {"country": country, "market": self.sold_to_by}
        if self.market_by is Reason.COUNTRY:
            return [sf_("The market %(market)s sells to the country %(country)s.", **values)]
        return [
            sf_(
                "The market %(market)s sells to the country %(country)s, but not in that language, "
                "and a country does not decide the language.",
                **values,
            )
        ]


def decide(editions: Editions, signals: Signals, settings: NegotiationSettings | None = None) -> Decision:
    """The edition for these signals; the default where they say nothing."""
    settings = settings or NegotiationSettings()
    for code, reason in ((signals.path, Reason.PATH), (signals.choice, Reason.CHOICE)):
        if named := editions.at(code):
            return Decision(named, reason, reason, signals)
    fit = _fit(editions.all, signals.accept_language, settings)
    spoken = editions.all[fit.place] if fit else editions.default
    language_by = Reason.ACCEPT_LANGUAGE if fit else Reason.DEFAULT
    local = [each for each in editions.all if signals.country.upper() in each.market.countries]
    if not local:
        return Decision(spoken, language_by, language_by, signals, fit)
    speech = _speech(spoken)
    alike = [each for each in local if _speech(each) == speech]
    # Of several in that language the nearest to what is asked for: zh-Hant-HK before zh-Hant-TW.
    nearest = _fit(alike, signals.accept_language if fit else spoken.locale, settings)
    if nearest is None:
        return Decision(spoken, language_by, language_by, signals, fit, sold_to_by=local[0].market.key)
    edition = alike[nearest.place]
    return Decision(edition, language_by, Reason.COUNTRY, signals, fit, sold_to_by=edition.market.key)


def _fit(editions: Sequence[Edition], accept_language: str, settings: NegotiationSettings) -> Fit | None:
    return best_fit(
        accept_language,
        tuple(edition.locale for edition in editions),
        maximum_distance=settings.maximum_distance,
        relatives_first=settings.relatives_first,
    )


def _speech(edition: Edition) -> tuple[str, str]:
    """Language and script: in which of its countries' ways it is written is the market's to say."""
    tag = tag_of(edition.locale)
    return (tag.language, tag.script) if tag else (edition.locale, "")


def _shown(sent: str) -> str:
    """What a stranger sent, fit for a log and a terminal."""
    return "".join(each if each.isprintable() else "�" for each in sent[:_MOST_SHOWN])
