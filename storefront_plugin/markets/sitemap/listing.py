"""Asks the host for its pages, and places them as their own heads do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import copy_context
from typing import TypeVar

from storefront_plugin.host import Host, SitemapPage
from storefront_plugin.markets.alternates import Placement
from storefront_plugin.markets.edition import Editions
from storefront_plugin.markets.nobody import request_of_nobody
from storefront_plugin.markets.sitemap.elements import PageWriter
from storefront_plugin.markets.sitemap.shards import Shard, cut
from storefront_plugin.web.parts import part

T = TypeVar("T")
Watch = Callable[[Iterable[SitemapPage]], Iterable[SitemapPage]]


class Listing:
    """One walk through the host's pages; `root` is scheme, host and mount, `writer` knows what became of them."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.writer = PageWriter(part(Editions), self._place)

    def shards(self, watched: Watch = iter) -> Iterator[tuple[Shard, bytes]]:
        """The files' bytes, piece by piece; `watched` may count the pages as they pass."""
        return _apart(self._shards(watched))

    def _shards(self, watched: Watch) -> Iterator[tuple[Shard, bytes]]:
        with request_of_nobody(self.root):
            yield from cut(self.writer.write_all(watched(part(Host).pages())))

    def _place(self, paths: Mapping[str, str]) -> Placement:
        return Placement(part(Editions), paths, self.root)


def _apart(pieces: Iterator[T]) -> Iterator[T]:
    """The same pieces; what is current while one is made is not current while it is used."""
    context = copy_context()
    try:
        while (piece := context.run(next, pieces, None)) is not None:
            yield piece
    finally:
        context.run(pieces.close)  # type: ignore[attr-defined]
