"""Markets and their editions: who is sold to as one, and in which languages, each at its own URL root. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from babel import Locale

from storefront_plugin.money import Currency


class TaxDisplay(StrEnum):
    """Whether shown prices contain the taxes."""

    GROSS = "gross"
    NET = "net"


@dataclass(frozen=True, slots=True)
class Market:
    """Countries sold to as one. `key` is its name in the settings, the first of `locales` its usual language."""

    key: str
    countries: tuple[str, ...]
    currency: Currency
    locales: tuple[str, ...]
    tax_display: TaxDisplay = TaxDisplay.GROSS


@dataclass(frozen=True, slots=True)
class Edition:
    """A market in one locale. `code` is its path prefix without the slash; `hreflangs` name it to search engines."""

    code: str
    market: Market
    locale: str
    hreflangs: tuple[str, ...] = ()

    @property
    def prefix(self) -> str:
        return f"/{self.code}"

    @property
    def language(self) -> str:
        return self.locale.split("-", 1)[0]

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`, for the page's dir attribute."""
        return _direction(self.locale)

    @property
    def autonym(self) -> str:
        """The language in its own words: Deutsch, 日本語."""
        return _autonym(self.locale)

    def names_country(self, country: str) -> str:
        """A country's name in this edition's language."""
        return _country_name(country, self.locale)


@dataclass(frozen=True, slots=True)
class Editions:
    """All editions of the shop, the default first. Codes are unique, and so is each hreflang."""

    all: tuple[Edition, ...]
    _by_code: dict[str, Edition] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {edition.code: edition for edition in self.all})

    @property
    def default(self) -> Edition:
        return self.all[0]

    def at(self, code: str) -> Edition | None:
        """The edition of that code."""
        return self._by_code.get(code)

    def split(self, path: str) -> tuple[Edition | None, str]:
        """The edition a path lies in and the path below its prefix; no edition and the path itself otherwise.

        "/de-ch/tea" is ("de-ch", "/tea"), and both "/de-ch" and "/de-ch/" are its root.
        """
        first, slash, rest = path.removeprefix("/").partition("/")
        edition = self._by_code.get(first) if path.startswith("/") else None
        return (edition, f"{slash}{rest}" or "/") if edition else (None, path)


def editions_of(markets: Sequence[Market]) -> Editions:
    """Each market in each of its locales; the first market's first locale is the default.

    An edition's code is its locale in small letters where that names a region, else the locale and the market's key:
    it never changes because another market joins.
    """
    found = [Edition(edition_code(market, locale), market, locale) for market in markets for locale in market.locales]
    return Editions(tuple(with_hreflangs(found)))


def edition_code(market: Market, locale: str) -> str:
    """`de-CH` is de-ch; `de` in the market eu is de-eu."""
    has_region = re.search(r"-(?:[A-Z]{2}|[0-9]{3})(?:-|$)", locale)
    return (locale if has_region else f"{locale}-{market.key}").lower()


def with_hreflangs(editions: Iterable[Edition]) -> list[Edition]:
    """The editions with the codes that name them: language and country for each country sold to.

    The first edition of each language also carries the bare language, the catch-all for its other speakers. A code
    that two editions would claim goes to the first.
    """
    taken: set[str] = set()
    named = []
    for edition in editions:
        speech = _without_region(edition.locale)
        wanted = [f"{speech}-{country}" for country in edition.market.countries] + [speech]
        codes = tuple(code for code in wanted if code not in taken)
        taken.update(codes)
        named.append(Edition(edition.code, edition.market, edition.locale, codes))
    return named


def _without_region(locale: str) -> str:
    """Language and script, which is what a catch-all is for: zh-Hant-TW is zh-Hant."""
    return "-".join(part for part in locale.split("-") if not re.fullmatch(r"[A-Z]{2}|[0-9]{3}", part))


# Each page asks these of all editions; CLDR's answers do not change while we run.
@cache
def _direction(locale: str) -> str:
    return str(Locale.parse(locale, sep="-").text_direction)


@cache
def _autonym(locale: str) -> str:
    parsed = Locale.parse(locale, sep="-")
    name = parsed.languages.get(parsed.language) or locale
    return name[0].upper() + name[1:]


@cache
def _country_name(country: str, locale: str) -> str:
    return str(Locale.parse(locale, sep="-").territories.get(country, country))
