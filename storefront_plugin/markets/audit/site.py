"""What was seen of a site: its pages, its sitemap, and what it said to a stranger. Pure values, made by the crawl."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from urllib.parse import quote, urlsplit, urlunsplit

from storefront_plugin.markets.alternates import X_DEFAULT

_USUAL_PORT = {"http": ":80", "https": ":443"}


class Place(StrEnum):
    """Where alternates may be named."""

    HEAD = "head"
    HEADER = "Link header"
    SITEMAP = "sitemap"


@dataclass(frozen=True, slots=True)
class Claim:
    """A page's word that `url` is itself for those of `code`; `href` is the address as it was written."""

    code: str
    url: str
    href: str = field(default="", compare=False)

    @property
    def is_default(self) -> bool:
        return self.code == X_DEFAULT


@dataclass(frozen=True, slots=True)
class CrawledPage:
    """One answer. `location` is where it redirects to, `canonical` None where none is named.

    `noindex` says where it asks not to be indexed, and is empty where it does not; `blocked` is robots.txt's doing.
    """

    url: str
    status: int = 200
    location: str | None = None
    is_html: bool = True
    head: tuple[Claim, ...] = ()
    header: tuple[Claim, ...] = ()
    canonical: str | None = None
    lang: str | None = None
    noindex: str = ""
    blocked: bool = False
    fault: str = ""

    @property
    def is_there(self) -> bool:
        return self.status == 200

    @property
    def said(self) -> str:
        """The answer in words."""
        if self.fault:
            return f"does not answer: {self.fault}"
        return f"answers {self.status}" + (f", to {self.location}" if self.location else "")


@dataclass(frozen=True, slots=True)
class Listed:
    """One <url> of a sitemap."""

    url: str
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class SitemapFile:
    """One file of a sitemap, or an index of them: its addresses and its bytes, unpacked; of bytes at most one too many.

    `index` is the address of the one that lists it, `fault` why it cannot be read; both are empty where there is none.
    """

    addresses: int = 0
    size: int = 0
    index: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Site:
    """All that was seen. `spoofed` is what was said to a request under the name `stranger`: addresses by URL.

    `tagged` are the canonical addresses of pages that were asked for with a campaign's parameters, by URL without them;
    `wished` are pages as they answered to a wish for another language of their set, each with that language.
    `unseen` are addresses of the shop that were not looked at any more, `elsewhere` alternates on hosts of others.
    """

    pages: Mapping[str, CrawledPage]
    sitemap: Mapping[str, Listed] = field(default_factory=dict)
    files: Mapping[str, SitemapFile] = field(default_factory=dict)
    spoofed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stranger: str = ""
    tagged: Mapping[str, str | None] = field(default_factory=dict)
    wished: Mapping[str, tuple[str, CrawledPage]] = field(default_factory=dict)
    unseen: int = 0
    elsewhere: frozenset[str] = frozenset()

    @cached_property
    def claims(self) -> Mapping[str, tuple[Claim, ...]]:
        """Each page's alternates wherever it names them, by its URL; none for what is not there."""
        return {page.url: self._claims_of(page) for page in self.pages.values()}

    @cached_property
    def urls(self) -> Mapping[str, Mapping[str, None]]:
        """The addresses that each page names, each once and in their order: x-default is often one of the others."""
        return {url: dict.fromkeys(claim.url for claim in claims) for url, claims in self.claims.items()}

    @cached_property
    def variants(self) -> tuple[CrawledPage, ...]:
        """The pages that name alternates and are not another page's second address (as ?utm_source=… makes one)."""
        return tuple(
            page
            for page in self.pages.values()
            if self.claims[page.url] and (page.canonical in (None, page.url) or page.url in self.named)
        )

    @cached_property
    def named(self) -> Mapping[str, str]:
        """Every address that a page names as an alternate (x-default apart) or a sitemap lists; by whom first."""
        found: dict[str, str] = {}
        for url, claims in self.claims.items():
            for claim in claims:
                # A page that names itself is the last to be quoted for it.
                if not claim.is_default and (claim.url not in found or found[claim.url] == claim.url):
                    found[claim.url] = url
        for url in self.sitemap:
            found.setdefault(url, url)
        return found

    @cached_property
    def places(self) -> frozenset[Place]:
        """The ways in which this site names alternates at all."""
        used = set()
        for page in self.pages.values():
            used |= {Place.HEAD} if page.head else set()
            used |= {Place.HEADER} if page.header else set()
        if any(each.claims for each in self.sitemap.values()):
            used.add(Place.SITEMAP)
        return frozenset(used)

    def at(self, url: str) -> CrawledPage | None:
        """The page as it answered; None where it was not looked at."""
        return self.pages.get(url)

    def names(self, page: CrawledPage, url: str) -> bool:
        """Whether that address is among the page's alternates."""
        return url in self.urls[page.url]

    def written_by(self, page: CrawledPage) -> Iterator[Claim]:
        """Every alternate as it was written, in one place and again in another."""
        if page.is_there:
            yield from page.head
            yield from page.header
            yield from self.sitemap[page.url].claims if page.url in self.sitemap else ()

    def told_in(self, page: CrawledPage) -> Iterator[tuple[Place, tuple[Claim, ...]]]:
        """What the page says in each of the site's ways, where it could."""
        if Place.HEAD in self.places and page.is_html:
            yield Place.HEAD, page.head
        # Where the head says it, a header that would burst a proxy's buffer may be left out.
        if Place.HEADER in self.places and (page.header or not page.head):
            yield Place.HEADER, page.header
        if Place.SITEMAP in self.places and page.url in self.sitemap:
            yield Place.SITEMAP, self.sitemap[page.url].claims

    def _claims_of(self, page: CrawledPage) -> tuple[Claim, ...]:
        return tuple(dict.fromkeys(self.written_by(page)))


def normal(url: str) -> str:
    """One writing for one address: small letters in scheme and host, no usual port, no fragment, escaped path.

    Raises ValueError for what is no address.
    """
    parts = urlsplit(url.strip())
    scheme, host = parts.scheme.lower(), parts.netloc.lower()
    host = host.removesuffix(_USUAL_PORT.get(scheme, "no port"))
    if scheme in _USUAL_PORT and not host:
        raise ValueError(url)
    return urlunsplit((scheme, host, _escaped(parts.path) or "/", _escaped(parts.query), ""))


def is_absolute(href: str) -> bool:
    """Whether it has both a scheme of the web and a host."""
    return bool(re.match(r"https?://[^/?#\s]", href, re.IGNORECASE))


def _escaped(text: str) -> str:
    return re.sub(r"%[0-9a-fA-F]{2}", lambda found: found[0].upper(), quote(text, safe="%/?:@!$&'()*+,;=~-._"))
