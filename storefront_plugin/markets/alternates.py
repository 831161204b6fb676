"""The same page in other editions, as search engines want it: reciprocal, absolute, one URL for each code. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from storefront_plugin.markets.edition import Edition, Editions

X_DEFAULT = "x-default"
# What campaigns and currency pickers hang on to an address; none of it makes another page.
_NOT_THE_PAGE = ("utm_", "gclid", "fbclid", "msclkid", "mc_cid", "mc_eid", "currency")


@dataclass(frozen=True, slots=True)
class Alternate:
    """One hreflang code with the absolute URL it stands for."""

    hreflang: str
    url: str


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a page stands: `paths` by edition code, for the editions it exists in; `root` is scheme, host, mount.

    An edition with a host of its own stands at that one, below the same mount.
    """

    editions: Editions
    paths: Mapping[str, str]
    root: str
    query: str = ""

    def url(self, edition: Edition) -> str | None:
        """The page's one address in that edition; None where it does not exist."""
        path = self.paths.get(edition.code)
        return None if path is None else self._root(edition) + edition.prefix + quoted(path) + self.query

    def alternates(self) -> list[Alternate]:
        """All codes of all editions that have the page, and x-default; empty where only one edition has it.

        x-default is the edition that was set to be it. Else it is the negotiating root for the home page, and the
        default edition for any other; where that lacks the page, the first that has it.
        """
        there = [(edition, url) for edition in self.editions.all if (url := self.url(edition))]
        if len(there) < 2:
            return []
        return [
            *(Alternate(code, url) for edition, url in there for code in edition.hreflangs),
            Alternate(X_DEFAULT, self._chosen() or self._negotiating() or there[0][1]),
        ]

    def _root(self, edition: Edition) -> str:
        return edition.origin + urlsplit(self.root).path if edition.origin else self.root

    def _chosen(self) -> str | None:
        return self.url(self.editions.x_default) if self.editions.x_default else None

    def _negotiating(self) -> str | None:
        """The root of the default's host, for the home page; None for any other, and where an edition stands there."""
        is_home = all(path == "/" for path in self.paths.values())
        default = self.editions.default
        return f"{self._root(default)}/{self.query}" if is_home and self.editions.domain().root is None else None


def paths_by_edition(editions: Editions, path: str, told: Mapping[str, str] | None) -> dict[str, str]:
    """The host's answer spread over the editions: a code counts before a locale, a locale before a language."""
    if told is None:
        return {edition.code: path for edition in editions.all}
    found = {}
    for edition in editions.all:
        for name in (edition.code, edition.locale, edition.language):
            if name in told:
                found[edition.code] = told[name]
                break
    return found


def canonical_query(query: str) -> str:
    """The query without what does not make another page; with its "?" where anything is left."""
    kept = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if not name.lower().startswith(_NOT_THE_PAGE)
    ]
    return f"?{urlencode(kept)}" if kept else ""


def link_header(alternates: Sequence[Alternate]) -> str:
    """The alternates as one RFC 8288 Link header."""
    return ", ".join(f'<{each.url}>; rel="alternate"; hreflang="{each.hreflang}"' for each in alternates)


def quoted(path: str | bytes) -> str:
    """A path fit for an address; what would end the URL within a Link header is escaped as well."""
    return quote(path, safe="/:@!$&'*+;=~-._")
