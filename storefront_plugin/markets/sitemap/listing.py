"""Asks the host for its pages, and places them as their own heads do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import copy_context
from typing import TypeVar
from urllib.parse import urlsplit

from flask import current_app

from storefront_plugin.host import Host, SitemapPage
from storefront_plugin.markets.alternates import Placement
from storefront_plugin.markets.edition import Editions
from storefront_plugin.markets.routing import EDITION, PATH
from storefront_plugin.markets.sitemap.elements import PageWriter
from storefront_plugin.markets.sitemap.shards import Shard, cut
from storefront_plugin.web.parts import part
from storefront_plugin.web.speech import LOCALE
from storefront_plugin.web.visitors import MOUNT

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
        with _nobodys_request(self.root):
            yield from cut(self.writer.write_all(watched(part(Host).pages())))

    def _place(self, paths: Mapping[str, str]) -> Placement:
        return Placement(part(Editions), paths, self.root)


@contextmanager
def _nobodys_request(root: str) -> Iterator[None]:
    """The request in which the host lists its pages, for a command and for a crawler alike.

    It has no cookie that the list could depend on, and neither mount nor edition to stand before a path of url_for.
    """
    editions = part(Editions)
    address = urlsplit(root)
    known = {MOUNT: "", PATH: "/", EDITION: editions.default, LOCALE: editions.default.locale}
    app = current_app
    # An app context of its own: what the host keeps in one, such as a session of its database, lasts until the end.
    with (
        app.app_context(),
        app.test_request_context("/", base_url=f"{address.scheme}://{address.netloc}", environ_overrides=known),
    ):
        yield


def _apart(pieces: Iterator[T]) -> Iterator[T]:
    """The same pieces; what is current while one is made is not current while it is used."""
    context = copy_context()
    try:
        while (piece := context.run(next, pieces, None)) is not None:
            yield piece
    finally:
        context.run(pieces.close)  # type: ignore[attr-defined]
