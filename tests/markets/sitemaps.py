"""What the tests of the sitemap share: a host that lists pages, and files read as a search engine reads them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from xml.etree import ElementTree

from storefront_plugin.host import SitemapPage
from storefront_plugin.markets.alternates import Placement
from storefront_plugin.markets.edition import Edition, Editions, Market
from storefront_plugin.markets.sitemap.elements import PageWriter
from storefront_plugin.markets.sitemap.shards import cut
from storefront_plugin.money import Currency
from tests.shops import TinyHost

ROOT = "https://shop.example"
_S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_X = "{http://www.w3.org/1999/xhtml}"


class ListingHost(TinyHost):
    """`listed` is what it lists."""

    def __init__(self, *listed: SitemapPage) -> None:
        super().__init__()
        self.listed: Iterable[SitemapPage] = listed

    def pages(self) -> Iterable[SitemapPage]:
        return iter(self.listed)


@dataclass(frozen=True)
class Url:
    """One <url>: `alternates` as pairs of code and address, in their order."""

    loc: str
    alternates: list[tuple[str, str]]
    lastmod: str | None = None


def editions_in(*locales: str) -> Editions:
    """One market and one edition for each locale, which is also its only hreflang code."""
    return Editions(
        tuple(
            Edition(locale.lower(), Market(f"m{place}", (), Currency.of("EUR"), (locale,)), locale, (locale,))
            for place, locale in enumerate(locales)
        )
    )


def writer_for(editions: Editions, root: str = ROOT) -> PageWriter:
    return PageWriter(editions, partial(Placement, editions, root=root))


def written(editions: Editions, *pages: SitemapPage) -> list[Url]:
    """The pages as one file says them."""
    return urls_of(b"".join(data for _, data in cut(writer_for(editions).write_all(pages))))


def urls_of(xml: bytes) -> list[Url]:
    """What a urlset says; empty bytes say nothing."""
    if not xml:
        return []
    root = ElementTree.fromstring(xml)  # noqa: S314 (our own)
    assert root.tag == f"{_S}urlset"
    return [
        Url(
            loc=each.findtext(f"{_S}loc", ""),
            alternates=[(link.attrib["hreflang"], link.attrib["href"]) for link in each.findall(f"{_X}link")],
            lastmod=each.findtext(f"{_S}lastmod"),
        )
        for each in root
    ]


def files_of(xml: bytes) -> list[tuple[str, str | None]]:
    """What an index lists: addresses, each with its lastmod."""
    root = ElementTree.fromstring(xml)  # noqa: S314 (our own)
    assert root.tag == f"{_S}sitemapindex"
    return [(each.findtext(f"{_S}loc", ""), each.findtext(f"{_S}lastmod")) for each in root]
