"""Elements cut into files of a size that search engines read, and the index that lists them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from storefront_plugin.markets.sitemap.stencil import Elements

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = b"http://www.sitemaps.org/schemas/sitemap/0.9"
HEAD = b'%b<urlset xmlns="%b" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n' % (_DECLARATION, _NAMESPACE)
FOOT = b"</urlset>\n"


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of one file. `urls` and `size`, in bytes before compression, are the protocol's.

    Nobody publishes one for `alternates`: beyond it, a file is a burden for tools that hold it whole.
    """

    urls: int = 50_000
    size: int = 50 * 1024 * 1024
    alternates: int = 500_000


LIMITS = Limits()


@dataclass(slots=True)
class Shard:
    """One file, and what has been put into it so far; `changed` is the newest lastmod of its pages."""

    number: int
    urls: int = 0
    alternates: int = 0
    size: int = len(HEAD) + len(FOOT)
    changed: bytes = b""

    def takes(self, elements: Elements, limits: Limits) -> bool:
        """Put these in, and say so; or leave it as it is, where they do not fit."""
        count = len(elements.openings)
        urls, size = self.urls + count, self.size + elements.size
        alternates = self.alternates + count * elements.alternates
        too_much = urls > limits.urls or size > limits.size or alternates > limits.alternates
        # What does not even fit an empty file has to stand somewhere.
        if too_much and (self.urls or count > 1):
            return False
        self.urls, self.size, self.alternates = urls, size, alternates
        self.changed = max(self.changed, elements.changed)
        return True


def cut(pages: Iterable[Elements], limits: Limits = LIMITS) -> Iterator[tuple[Shard, bytes]]:
    """The bytes of all files, one file after the other, each piece with its shard; nothing where there are no pages."""
    shard: Shard | None = None
    for elements in pages:
        if shard is None:
            shard = Shard(1)
            yield shard, HEAD
        if shard.takes(elements, limits):
            yield shard, elements.joined()
            continue
        # One by one, so that a file is full before the next begins.
        for opening in elements.openings:
            single = elements._replace(openings=[opening])
            if not shard.takes(single, limits):
                yield shard, FOOT
                shard = Shard(shard.number + 1)
                yield shard, HEAD
                shard.takes(single, limits)
            yield shard, single.joined()
    if shard:
        yield shard, FOOT


def index(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The index of files, each an address and the newest lastmod in it, empty where none is known."""
    rows = [
        b"<sitemap><loc>%b</loc>%b</sitemap>\n"
        % (escape(url).encode(), b"<lastmod>%b</lastmod>" % changed if changed else b"")
        for url, changed in files
    ]
    return b'%b<sitemapindex xmlns="%b">\n%b</sitemapindex>\n' % (_DECLARATION, _NAMESPACE, b"".join(rows))
