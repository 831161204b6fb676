"""How a page's <url> elements are written: the addresses a Placement gives, cut where a page's paths belong. Pure.

A Placement is asked with marks in the place of the paths. Its answer, cut at the marks, is a stencil through which
every page with the same editions is written, so that a million pages cost no more than joining their bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from operator import add
from typing import NamedTuple

from storefront_plugin.markets.alternates import Placement

_marked = re.compile(r"(.*)/-([0-9]+)-", re.DOTALL).fullmatch


# A tuple, since each page makes one, and a dataclass takes three times as long to make.
class Elements(NamedTuple):
    """The <url> elements of one page: each is one of `openings`, then `closing`, which all of them share.

    `alternates` counts the links in each; `changed` is the page's lastmod, empty where it is not known.
    """

    openings: Sequence[bytes]
    closing: bytes
    alternates: int
    changed: bytes = b""

    @property
    def size(self) -> int:
        return sum(map(len, self.openings)) + len(self.openings) * len(self.closing)

    def joined(self) -> bytes:
        return self.closing.join([*self.openings, b""])


@dataclass(frozen=True, slots=True)
class Stencil:
    """What pages with the same editions have in common.

    `roots` are the beginnings of the elements; `links` are all alternates, cut where a path belongs. `paths_of` and
    `link_paths_of` say which path that is; -1 is the empty one, of an address that is kept whole.
    """

    roots: list[bytes]
    paths_of: list[int]
    links: list[bytes]
    link_paths_of: list[int]

    @classmethod
    def cut(cls, placement: Placement) -> Stencil:
        """The stencil of a placement whose paths are marks; an address without a mark is kept whole."""
        urls = [_cut(url) for edition in placement.editions.all if (url := placement.url(edition))]
        links, link_paths_of = [b""], []
        for alternate in placement.alternates():
            root, path = _cut(alternate.url)
            links[-1] += f'<xhtml:link rel="alternate" hreflang="{escape(alternate.hreflang)}" href="'.encode() + root
            links.append(b'"/>')
            link_paths_of.append(path)
        return cls([b"<url><loc>" + root for root, _ in urls], [path for _, path in urls], links, link_paths_of)

    def write(self, paths: Sequence[bytes], changed: bytes) -> Elements:
        """The elements of a page with these paths, which are escaped already; the last of them is empty."""
        if set(self.link_paths_of) == {0}:
            links = paths[0].join(self.links)
        else:
            pieces = [b""] * (2 * len(self.links) - 1)
            pieces[::2] = self.links
            pieces[1::2] = [paths[index] for index in self.link_paths_of]
            links = b"".join(pieces)
        lastmod = b"<lastmod>%b</lastmod>" % changed if changed else b""
        closing = b"</loc>%b%b</url>\n" % (lastmod, links)
        openings = list(map(add, self.roots, [paths[index] for index in self.paths_of]))
        return Elements(openings, closing, len(self.link_paths_of), changed)


def mark(index: int) -> str:
    """What stands for the path of that index."""
    return f"/-{index}-"


def _cut(url: str) -> tuple[bytes, int]:
    found = _marked(url)
    root, index = found.groups() if found else (url, "-1")
    return escape(root).encode(), int(index)
