"""Markets and their editions: who is sold to as one, and in which languages, each at its own URL root. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from urllib.parse import urlsplit

from babel import Locale

from storefront_plugin.money import Currency


class TaxDisplay(StrEnum):
    """Whether shown prices contain the taxes."""

    GROSS = "gross"
    NET = "net"


@dataclass(frozen=True, slots=True)
class ByHand:
    """What a merchant sets of one edition instead of what would be derived.

    `prefix` is "" for the root of its host, None where it is derived; `host` is a name with or without a port, empty
    for the market's; `former` are prefixes that it had before.
    """

    locale: str
    prefix: str | None = None
    host: str = ""
    hreflang: tuple[str, ...] = ()
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Market:
    """Countries sold to as one. `key` is its name in the settings, the first of `locales` its usual language.

    `host` is the host name of its editions, empty for that of the shop's base address.
    """

    key: str
    countries: tuple[str, ...]
    currency: Currency
    locales: tuple[str, ...]
    tax_display: TaxDisplay = TaxDisplay.GROSS
    host: str = ""
    by_hand: tuple[ByHand, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """A market in one locale. `code` is its name, and without anything set by hand its prefix without the slash.

    `hreflangs` name it to search engines. `origin` is scheme and host where it has a host of its own, else empty;
    `former` are the prefixes at which it stood before.
    """

    code: str
    market: Market
    locale: str
    hreflangs: tuple[str, ...] = ()
    origin: str = ""
    own_prefix: str | None = None
    former: tuple[str, ...] = ()

    @property
    def prefix(self) -> str:
        return f"/{self.code}" if self.own_prefix is None else self.own_prefix

    @property
    def host(self) -> str:
        """Its own host name, with the port where one was set; empty for the host of the base address."""
        return self.origin.partition("://")[2]

    @property
    def language(self) -> str:
        return self.locale.split("-", 1)[0]

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`, for the page's dir attribute."""
        return _direction(self.locale)

    @property
    def og_locale(self) -> str:
        """As Open Graph writes it: language and country, the market's first where the locale names none: de_DE."""
        return _og_locale(self.locale, self.market.countries)

    @property
    def autonym(self) -> str:
        """The language in its own words: Deutsch, 日本語, 简体中文."""
        return _autonym(self.locale)

    @property
    def language_name(self) -> str:
        """The same within a sentence: français, Deutsch."""
        return _language_name(self.locale)

    def names_country(self, country: str) -> str:
        """A country's name in this edition's language."""
        return _country_name(country, self.locale)


class Domain:
    """One host name with the editions below it; `root` is the edition whose URL root is the host's own, if there is."""

    def __init__(self, editions: Sequence[Edition]) -> None:
        self.all = tuple(editions)
        self._by_prefix = {edition.prefix: edition for edition in editions if edition.prefix}
        self.root = next((edition for edition in editions if not edition.prefix), None)
        # In which a path without a prefix is served.
        self.default = self.root or self.all[0]

    def split(self, path: str) -> tuple[Edition | None, str]:
        """The edition a path lies in and the path below its prefix; no edition and the path itself where it names none.

        "/de-ch/tea" is ("de-ch", "/tea"), and both "/de-ch" and "/de-ch/" are its root.
        """
        prefix, below = _first_step(path)
        edition = self._by_prefix.get(prefix)
        return (edition, below) if edition else (self.root, path)

    def at(self, prefix: str) -> Edition | None:
        """The edition of a prefix, which is not empty."""
        return self._by_prefix.get(prefix)


@dataclass(frozen=True, slots=True)
class Editions:
    """All editions of the shop, the default first. Codes and addresses are unique, and so is each hreflang.

    `base_address` is scheme and host of those without a host of their own, empty where it is not known. `domains` has
    each host once, the default's first.
    """

    all: tuple[Edition, ...]
    base_address: str = ""
    x_default: Edition | None = None
    domains: tuple[Domain, ...] = field(init=False, repr=False, compare=False)
    _by_code: dict[str, Edition] = field(init=False, repr=False, compare=False)
    _domains: dict[str, Domain] = field(init=False, repr=False, compare=False)
    _former: dict[str, Edition] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_host: dict[str, list[Edition]] = {}
        for edition in self.all:
            by_host.setdefault(edition.host, []).append(edition)
        domains = {host: Domain(editions) for host, editions in by_host.items()}
        object.__setattr__(self, "domains", tuple(domains.values()))
        if base := domains.get(""):
            domains[urlsplit(self.base_address).netloc.lower()] = base
        object.__setattr__(self, "_domains", domains)
        object.__setattr__(self, "_by_code", {edition.code: edition for edition in self.all})
        object.__setattr__(self, "_former", {old: edition for edition in self.all for old in edition.former})

    @property
    def default(self) -> Edition:
        return self.all[0]

    @property
    def markets(self) -> tuple[Market, ...]:
        """Those of the editions, each once, in the order of the settings."""
        return tuple(dict.fromkeys(edition.market for edition in self.all))

    @property
    def origins(self) -> tuple[str, ...]:
        """Scheme and host of all addresses, each once: the base address first, where it is known."""
        return tuple(dict.fromkeys(filter(None, (self.base_address, *(each.origin for each in self.all)))))

    def at(self, code: str) -> Edition | None:
        """The edition of that code."""
        return self._by_code.get(code)

    def domain(self, host: str = "") -> Domain:
        """The editions of a host, with or without its port; of a name that is not ours those of the default's host."""
        if host and len(self.domains) > 1:
            name = host.lower()
            if found := self._domains.get(name) or self._domains.get(name.partition(":")[0].rstrip(".")):
                return found
        return self.domains[0]

    def split(self, path: str, host: str = "") -> tuple[Edition | None, str]:
        """The edition a path lies in on that host, and the path below its prefix; see Domain.split."""
        return self.domain(host).split(path)

    def moved(self, path: str, host: str = "") -> tuple[Edition, str] | None:
        """The edition that is meant by a prefix in the wrong case or by a former one, and the path below; else None."""
        prefix, below = _first_step(path)
        domain, small = self.domain(host), prefix.lower()
        meant = None if domain.at(prefix) else domain.at(small) or self._former.get(small)
        return (meant, below) if meant else None

    def link(self, edition: Edition, *, seen_from: Edition) -> str:
        """What stands before mount and prefix in a link to the edition: nothing on the same host, else its origin."""
        return "" if edition.origin == seen_from.origin else edition.origin or self.base_address


def _first_step(path: str) -> tuple[str, str]:
    """The first step of a path, which may be a prefix, and the path below it: "/de-ch/tea" is "/de-ch" and "/tea"."""
    end = path.find("/", 1)
    return (path, "/") if end < 0 else (path[:end], path[end:])


def editions_of(markets: Sequence[Market], *, base_address: str = "", x_default: str = "") -> Editions:
    """Each market in each of its locales; the first market's first locale is the default.

    An edition's code is its locale in small letters where that names a region, else the locale and the market's key:
    it never changes because another market joins. Where its prefix or host is set by hand, /<code> is a former prefix.
    """
    scheme = base_address.partition("://")[0] or "https"
    found = with_hreflangs(_edition(market, locale, scheme) for market in markets for locale in market.locales)
    chosen = next((edition for edition in found if edition.code == x_default), None)
    return Editions(tuple(found), base_address, chosen)


def _edition(market: Market, locale: str, scheme: str) -> Edition:
    code = edition_code(market, locale)
    hand = next((each for each in market.by_hand if each.locale == locale), ByHand(locale))
    host = hand.host or market.host
    prefix = f"/{code}" if hand.prefix is None else hand.prefix
    former = (*hand.former, f"/{code}") if host or prefix != f"/{code}" else hand.former
    return Edition(code, market, locale, hand.hreflang, f"{scheme}://{host}" if host else "", hand.prefix, former)


def edition_code(market: Market, locale: str) -> str:
    """`de-CH` is de-ch; `de` in the market eu is de-eu."""
    has_region = re.search(r"-(?:[A-Z]{2}|[0-9]{3})(?:-|$)", locale)
    return (locale if has_region else f"{locale}-{market.key}").lower()


def with_hreflangs(editions: Iterable[Edition]) -> list[Edition]:
    """The editions with the codes that name them: those set by hand, else language and country for each country.

    The first edition of each language also carries the bare language, the catch-all for its other speakers. A code
    that two editions would claim goes to the one where it is set by hand, else to the one whose locale it is, else to
    the first.
    """
    editions = list(editions)
    taken = {code for edition in editions for code in edition.hreflangs}
    owners = {code: edition for edition in reversed(editions) if (code := edition.locale) in _spread(edition)}
    named = []
    for edition in editions:
        if edition.hreflangs:
            named.append(edition)
            continue
        wanted = [*_spread(edition), _without_region(edition.locale)]
        codes = tuple(code for code in wanted if code not in taken and owners.get(code, edition) is edition)
        taken.update(codes)
        named.append(replace(edition, hreflangs=codes))
    return named


def _spread(edition: Edition) -> list[str]:
    """Its language with each country that it is sold to."""
    return [f"{_without_region(edition.locale)}-{country}" for country in edition.market.countries]


def _without_region(locale: str) -> str:
    """Language and script, which is what a catch-all is for: zh-Hant-TW is zh-Hant."""
    return "-".join(part for part in locale.split("-") if not re.fullmatch(r"[A-Z]{2}|[0-9]{3}", part))


# Each page asks these of all editions; CLDR's answers do not change while we run.
@cache
def _direction(locale: str) -> str:
    return str(Locale.parse(locale, sep="-").text_direction)


@cache
def _og_locale(locale: str, countries: tuple[str, ...]) -> str:
    parsed = Locale.parse(locale, sep="-")
    named = parsed.territory if parsed.territory and parsed.territory.isalpha() else None
    return "_".join([parsed.language, *([named] if named else countries[:1])])


@cache
def _language_name(locale: str) -> str:
    parsed = Locale.parse(locale, sep="-")
    # What is written in two scripts tells them apart by itself, српски and srpski; where it does not, CLDR names them.
    in_script = parsed.languages.get(f"{parsed.language}_{parsed.script}")
    return str(in_script or parsed.languages.get(parsed.language) or locale)


@cache
def _autonym(locale: str) -> str:
    name = _language_name(locale)
    return name[0].upper() + name[1:]


@cache
def _country_name(country: str, locale: str) -> str:
    return str(Locale.parse(locale, sep="-").territories.get(country, country))
