"""The walk: from the roots and the sitemap along links and alternates, until all is seen or the limit is reached."""

from __future__ import annotations

import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from storefront_plugin.markets.audit.ports import MOST_OF_A_FILE, STRANGER, Answer, Web
from storefront_plugin.markets.audit.reading import (
    Read,
    Robots,
    address_in,
    count_of_addresses,
    read_html,
    read_link_headers,
    read_robots,
    read_sitemap,
    says_noindex,
)
from storefront_plugin.markets.audit.site import Claim, CrawledPage, Listed, Site, SitemapFile

_HTML = ("text/html", "application/xhtml+xml")
# Where a sitemap usually lies; below the root of the site, ours first.
_SITEMAPS = ("storefront/sitemap.xml", "sitemap.xml")
_MOST_FILES = 50
# Of a sitemap more is read than is looked at: what it says of alternates is compared with pages found otherwise.
_MOST_LISTED_PER_PAGE = 5
# What makes no other page: of a campaign, and of a currency picker.
_TAGS = "utm_source=storefront-audit&currency=EUR"
_GZIP = b"\x1f\x8b"

# How many pages have been seen, and of how many that are known.
Watch = Callable[[int, int], object]


def walk(web: Web, *, limit: int, watch: Watch = lambda _seen, _known: None) -> Site:
    """The site as it answers, at most `limit` pages of it.

    Each page's alternates are asked for before other pages, so that what is seen is seen whole.
    """
    walker = _Walker(web, limit)
    walker.read_sitemaps()
    for seen, known in walker.walk_all():
        watch(seen, known)
    return walker.site()


class _Walker:
    """One walk and what it has seen so far."""

    def __init__(self, web: Web, limit: int) -> None:
        self._web = web
        self._limit = limit
        self._pages: dict[str, CrawledPage] = {}
        self._sitemap: dict[str, Listed] = {}
        self._files: dict[str, SitemapFile] = {}
        self._spoofed: dict[str, tuple[str, ...]] = {}
        self._tagged: dict[str, str | None] = {}
        self._wished: dict[str, tuple[str, CrawledPage]] = {}
        self._sets: set[tuple[Claim, ...]] = set()
        self._elsewhere: set[str] = set()
        self._robots: dict[str, Robots] = {}
        self._first: deque[str] = deque()
        self._later: deque[str] = deque(web.starts)
        # Whether they are urgent.
        self._known: dict[str, bool] = dict.fromkeys(web.starts, False)

    def read_sitemaps(self) -> None:
        """Whatever robots.txt names, else what lies at the usual places; what is no sitemap says nothing."""
        named = [(told, start) for start in self._web.starts for told in self._robots_of(start).sitemaps]
        self._read_files(url for told, start in named if (url := address_in(told, start)))
        if not self._sitemap:
            # The last start is the root of the site. What robots.txt names may be served by others than this app.
            root = self._web.starts[-1].rstrip("/")
            self._read_files(f"{root}/{name}" for name in _SITEMAPS)
        for url in self._sitemap:
            self._note(url, is_urgent=False)

    def walk_all(self) -> Iterator[tuple[int, int]]:
        """Look at page after page; after each, how many there were and how many are known."""
        while (queue := self._first or self._later) and len(self._pages) < self._limit:
            url = queue.popleft()
            # A page that a link led to may have been an alternate since.
            if url not in self._pages:
                self._look_at(url)
                yield len(self._pages), min(self._limit, len(self._known))

    def site(self) -> Site:
        return Site(
            pages=self._pages,
            sitemap=self._sitemap,
            files=self._files,
            spoofed=self._spoofed,
            stranger=STRANGER,
            tagged=self._tagged,
            wished=self._wished,
            unseen=len(self._known.keys() - self._pages.keys()),
            elsewhere=frozenset(self._elsewhere),
        )

    def _look_at(self, url: str) -> None:
        parts = urlsplit(url)
        is_allowed = self._robots_of(url).allows(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        answer = self._web.get(url)
        page, links = _page_of(url, answer, is_blocked=not is_allowed)
        self._pages[url] = page
        listed = self._sitemap[url].claims if url in self._sitemap else ()
        claims = (*page.head, *page.header, *listed)
        for found in (*(claim.url for claim in claims), page.canonical, page.location):
            if found:
                self._note(found, is_urgent=True)
        for link in links if is_allowed else ():
            if self._web.has(link):
                self._note(link, is_urgent=False)
        if claims and claims not in self._sets:
            # The pages of one set are made alike: one of them is asked in other ways for all.
            self._sets.add(claims)
            self._ask_as_stranger(url)
            if page.canonical == url:
                self._ask_from_campaign(url)
                self._ask_in_another_language(url, claims)

    def _note(self, url: str, *, is_urgent: bool) -> None:
        if not self._web.has(url):
            self._elsewhere.add(url)
        elif url not in self._known or (is_urgent and not self._known[url]):
            self._known[url] = is_urgent
            (self._first if is_urgent else self._later).append(url)

    def _read_files(self, urls: Iterable[str]) -> None:
        files, asked = deque((url, "") for url in urls), set[str]()
        while files and len(asked) < _MOST_FILES:
            (url, index), most = files.popleft(), self._limit * _MOST_LISTED_PER_PAGE - len(self._sitemap)
            if most > 0 and url not in asked and self._web.has(url):
                asked.add(url)
                files += ((found, url) for found in self._read_sitemap(url, index, most))

    def _read_sitemap(self, url: str, index: str, most: int) -> list[str]:
        answer = self._web.get(url)
        file, listed, files = _sitemap_of(answer, most)
        # Where one only might lie, what is there need not be one.
        if not file.fault or index or (answer.status == 200 and answer.mimetype.endswith("xml")):
            self._files[url] = replace(file, index=index)
        self._sitemap.update((each.url, each) for each in listed)
        if (listed or files) and (spoofed := self._web.get_as_stranger(url)):
            _, told, others = _sitemap_of(spoofed, most)
            self._spoofed[url] = (*(each.url for each in told), *(c.url for each in told for c in each.claims), *others)
        return files

    def _ask_as_stranger(self, url: str) -> None:
        if answer := self._web.get_as_stranger(url):
            page, _ = _page_of(url, answer, is_blocked=False)
            told = (page.location, page.canonical, *(claim.url for claim in (*page.head, *page.header)))
            self._spoofed[url] = tuple(filter(None, told))

    def _ask_from_campaign(self, url: str) -> None:
        tagged = f"{url}{'&' if '?' in url else '?'}{_TAGS}"
        page, _ = _page_of(tagged, self._web.get(tagged), is_blocked=False)
        # One that redirects to the page itself, or refuses, makes no second address.
        if page.is_there and page.is_html:
            self._tagged[url] = page.canonical

    def _ask_in_another_language(self, url: str, claims: Iterable[Claim]) -> None:
        others = (claim.code for claim in claims if claim.url != url and not claim.is_default)
        if language := next(others, ""):
            page, _ = _page_of(url, self._web.get(url, language=language), is_blocked=False)
            self._wished[url] = language, page

    def _robots_of(self, url: str) -> Robots:
        parts = urlsplit(url)
        address = f"{parts.scheme}://{parts.netloc}/robots.txt"
        if address not in self._robots:
            answer = self._web.get(address) if self._web.has(address) else Answer(404)
            text = answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
            self._robots[address] = read_robots(text)
        return self._robots[address]


def _page_of(url: str, answer: Answer, *, is_blocked: bool) -> tuple[CrawledPage, list[str]]:
    is_html = answer.mimetype in _HTML
    head = read_html(answer.body.decode("utf-8", "replace"), url) if is_html and answer.status == 200 else Read()
    header = read_link_headers(answer.all("link"), url)
    places = ["meta robots"] if head.noindex else []
    places += ["X-Robots-Tag"] if says_noindex(answer.all("x-robots-tag")) else []
    told = answer.first("location") if 300 <= answer.status < 400 else None
    page = CrawledPage(
        url=url,
        status=answer.status,
        location=address_in(told, url) if told else None,
        is_html=is_html,
        head=tuple(dict.fromkeys(head.alternates)),
        header=tuple(dict.fromkeys(header.alternates)),
        canonical=head.canonical or header.canonical,
        lang=head.lang,
        noindex=" and ".join(places),
        blocked=is_blocked,
        fault=answer.fault,
    )
    return page, head.links


def _sitemap_of(answer: Answer, most: int) -> tuple[SitemapFile, list[Listed], list[str]]:
    """The file, the first pages that it lists, and the files that it lists as an index."""
    if answer.status != 200:
        return SitemapFile(fault=answer.fault or f"answers {answer.status}"), [], []
    data = answer.body
    try:
        if data.startswith(_GZIP):
            data = zlib.decompressobj(wbits=31).decompress(data, MOST_OF_A_FILE + 1)
        listed, files = read_sitemap(data, most=most)
    except (ValueError, zlib.error) as fault:
        return SitemapFile(size=len(data), fault=f"cannot be read: {fault}"), [], []
    return SitemapFile(count_of_addresses(data), len(data)), listed, files
