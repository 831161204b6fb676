"""The sitemap as the app itself serves it, for shops small enough to walk through all their pages in a request."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from itertools import chain, dropwhile, takewhile

from flask import Response, request

from storefront_plugin.errors import NotFound
from storefront_plugin.markets.alternates import quoted
from storefront_plugin.markets.pages import BaseAddress
from storefront_plugin.markets.sitemap.files import measure
from storefront_plugin.markets.sitemap.listing import Listing
from storefront_plugin.markets.sitemap.shards import index
from storefront_plugin.web.parts import part
from storefront_plugin.web.routes import Routes
from storefront_plugin.web.visitors import MOUNT

log = logging.getLogger(__name__)

pages = Routes()

_SECONDS_KEPT = 600
# Each request walks through all pages again.
_MOST_SHARDS = 5


@pages.get("/sitemap.xml")
def sitemap() -> Response:
    """The sitemap where it fits into one file; else the index of its files."""
    root = _root()
    shards = measure(Listing(root).shards())
    if len(shards) < 2:
        return _shard(root, 1)
    if len(shards) > _MOST_SHARDS:
        log.warning("the sitemap has %s files: let flask storefront sitemap write them, and serve those", len(shards))
    files = ((f"{root}/storefront/sitemap-{shard.number}.xml", shard.changed) for shard in shards)
    return _answer(index(files))


@pages.get("/sitemap-<int(min=1,max=50000):number>.xml")
def sitemap_shard(number: int) -> Response:
    """One file of a sitemap that has several."""
    return _shard(_root(), number)


def _root() -> str:
    """What addresses begin with. Raises NotFound where that is not known, which the doctor explains.

    Below an edition's prefix there is no sitemap: it would be a second address of the one for all editions.
    """
    root = part(BaseAddress).here()
    if root is None or quoted(request.script_root) != request.environ.get(MOUNT, ""):
        raise NotFound
    return root


def _shard(root: str, number: int) -> Response:
    reached = dropwhile(lambda piece: piece[0].number < number, Listing(root).shards())
    found = (data for _, data in takewhile(lambda piece: piece[0].number == number, reached))
    # What can fail at once fails before the answer has begun.
    first = next(found, None)
    if first is None:
        raise NotFound
    return _answer(chain([first], found))


def _answer(body: bytes | Iterator[bytes]) -> Response:
    response = Response(body, mimetype="application/xml")
    response.headers["Cache-Control"] = f"public, max-age={_SECONDS_KEPT}"
    return response
