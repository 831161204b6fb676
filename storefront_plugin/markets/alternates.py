"""The same page in other editions, as search engines want it: reciprocal, absolute, one URL for each code. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote, quote_plus, unquote_plus, urlsplit

from storefront_plugin.markets.edition import Edition, Editions

X_DEFAULT = "x-default"
# What campaigns and currency pickers hang on to an address; none of it makes another page.
_NOT_THE_PAGE = ("utm_", "gclid", "fbclid", "msclkid", "mc_cid", "mc_eid", "currency")
# A page repeats its query in each alternate. What is longer was typed or filtered by a visitor, and is nothing that
# search engines are shown: such a page is told of as the one without a query.
LONGEST_QUERY = 256


@dataclass(frozen=True, slots=True)
class Alternate:
    """One hreflang code with the absolute URL it stands for."""

    hreflang: str
    url: str


@dataclass(frozen=True, slots=True)
class Root:
    """What the address of one hreflang code begins with; the path of the page in `edition`, a code, follows."""

    hreflang: str
    url: str
    edition: str


# A tuple, since each page makes one, and a dataclass takes three times as long to make.
class Placement(NamedTuple):
    """Where a page stands: `paths` by edition code, for the editions it exists in; `root` is scheme, host, mount.

    An edition with a host of its own stands at that one, below the same mount.
    """

    editions: Editions
    paths: Mapping[str, str]
    root: str
    query: str = ""

    def tails(self) -> dict[str, str]:
        """How each of the paths ends an address: quoted, with the query. Most pages have a single one."""
        return {path: quoted(path) + self.query for path in set(self.paths.values())}

    @property
    def is_home(self) -> bool:
        return set(self.paths.values()) == {"/"}

    def url(self, edition: Edition) -> str | None:
        """The page's one address in that edition; None where it does not exist."""
        path = self.paths.get(edition.code)
        return None if path is None else self._root(edition) + edition.prefix + quoted(path) + self.query

    def roots(self) -> list[Root]:
        """All codes of all editions that have the page, and x-default; empty where only one edition has it.

        x-default is the edition that was set to be it. Else it is the negotiating root for the home page, and the
        default edition for any other; where that lacks the page, the first that has it.
        """
        there = [edition for edition in self.editions.all if edition.code in self.paths]
        if len(there) < 2:
            return []
        named = [
            Root(code, self._root(edition) + edition.prefix, edition.code)
            for edition in there
            for code in edition.hreflangs
        ]
        chosen = self.editions.x_default
        first = chosen if chosen in there else there[0]
        negotiates = first is not chosen and self.is_home and self.editions.domain().root is None
        url = self._root(self.editions.default) if negotiates else self._root(first) + first.prefix
        return [*named, Root(X_DEFAULT, url, first.code)]

    def alternates(self) -> list[Alternate]:
        """The addresses of the roots."""
        tails = self.tails()
        return [Alternate(each.hreflang, each.url + tails[self.paths[each.edition]]) for each in self.roots()]

    def _root(self, edition: Edition) -> str:
        return edition.origin + urlsplit(self.root).path if edition.origin else self.root


def paths_by_edition(editions: Editions, path: str, told: Mapping[str, str | None] | None) -> dict[str, str]:
    """The host's answer spread over the editions: a code counts before a locale, a locale before a language."""
    if told is None:
        return {edition.code: path for edition in editions.all}
    found = {}
    for edition in editions.all:
        for name in (edition.code, edition.locale, edition.language):
            if name in told:
                # None is what a host may say of where a page is not.
                if (there := told[name]) is not None:
                    found[edition.code] = there
                break
    return found


def is_path(told: object) -> bool:
    """Whether an address can be made of it: text that begins with a slash, and that can be encoded."""
    return isinstance(told, str) and told.startswith("/") and not _is_broken(told)


def canonical_query(query: str) -> str:
    """The query without what does not make another page, with its "?"; empty where nothing is left, or too much."""
    if not query:
        return ""
    kept = "&".join(
        _requoted(name) + equals + _requoted(value)
        for name, equals, value in (each.partition("=") for each in query.split("&") if each)
        if not unquote_plus(name).lower().startswith(_NOT_THE_PAGE)
    )
    return f"?{kept}" if kept and len(kept) <= LONGEST_QUERY else ""


def _requoted(text: str) -> str:
    """One writing for what may be escaped in several."""
    return quote_plus(unquote_plus(text))


# Halves of a character, as a broken decoder leaves them.
_is_broken = re.compile("[\ud800-\udfff]").search


def quoted(path: str | bytes) -> str:
    """A path fit for an address; what would end the URL within a Link header is escaped as well."""
    return quote(path, safe="/:@!$&'*+;=~-._")
