"""The rules for a sitemap's files, whatever they list. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from storefront_plugin.markets.audit.findings import Breach
from storefront_plugin.markets.audit.ports import MOST_OF_A_FILE
from storefront_plugin.markets.audit.site import Site, SitemapFile

_MOST_ADDRESSES = 50_000


def files_are_read(site: Site) -> Iterator[Breach]:
    """Each file of the sitemap is one: well-formed XML whose namespaces are declared, there where its index says
    (sitemaps.org, Protocol; Google, "Sitemap": xmlns:xhtml; H12)."""
    for url, file in site.files.items():
        if file.fault:
            yield _of_the_file(url, file, file.fault)


def files_are_small(site: Site) -> Iterator[Breach]:
    """A file of the sitemap has at most 50,000 addresses and 50 MB, unpacked (sitemaps.org, Protocol; Google, Build and
    submit a sitemap; H13)."""
    for url, file in site.files.items():
        if file.addresses > _MOST_ADDRESSES:
            yield _of_the_file(url, file, f"lists {file.addresses:,} addresses, more than {_MOST_ADDRESSES:,}")
        if file.size > MOST_OF_A_FILE:
            yield _of_the_file(url, file, f"is larger than {MOST_OF_A_FILE:,} bytes, unpacked")


def _of_the_file(url: str, file: SitemapFile, what: str) -> Breach:
    return (file.index, url, f"the second, which the first lists, {what}") if file.index else (url, "", what)
