"""A site of strings for the tests of the audit: three variants of one page, sound until a test breaks it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from storefront_plugin.markets.audit import Finding, findings_of
from storefront_plugin.markets.audit.ports import STRANGER, Answer
from storefront_plugin.markets.audit.walk import walk

ROOT = "https://shop.example/"
DE, EN, FR = (f"{ROOT}{code}/tea" for code in ("de", "en", "fr"))
SITEMAP = f"{ROOT}sitemap.xml"
SET = [("de-DE", DE), ("en-GB", EN), ("en", EN), ("fr-FR", FR), ("x-default", ROOT)]
HTML = ("content-type", "text/html; charset=utf-8")


@dataclass
class TinySite:
    """What each page names, and the strings around it; everything may be changed before it is walked.

    `sets` are the alternates by page, in head, header and sitemap alike; `head`, `header` and `sitemap` overrule them.
    `answers` are whole answers by address, `tagged` what is said to who comes from a campaign, `wished` to who wants
    another language, `to_strangers` under another host's name.
    """

    sets: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: {url: list(SET) for url in (DE, EN, FR)})
    langs: dict[str, str] = field(default_factory=lambda: {DE: "de", EN: "en", FR: "fr"})
    canonicals: dict[str, str] = field(default_factory=lambda: {url: url for url in (DE, EN, FR)})
    extra: dict[str, str] = field(default_factory=dict)
    headers: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    head: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    header: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    sitemap: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    tagged: dict[str, Answer] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=lambda: {ROOT: Answer(302, [("location", "/en/tea")])})
    wished: dict[str, Answer] = field(default_factory=dict)
    to_strangers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def starts(self) -> Sequence[str]:
        return (ROOT,)

    def has(self, url: str) -> bool:
        return url.startswith(ROOT)

    def get(self, url: str, *, language: str = "") -> Answer:
        if language:
            return self.wished.get(url) or self._page(url)
        self.asked.append(url)
        if url in self.answers:
            return self.answers[url]
        page, tag, _ = url.partition("?utm_source=storefront-audit&")
        if tag:
            return self.tagged.get(page) or self._page(page)
        if url == SITEMAP:
            return Answer(200, [("content-type", "application/xml")], self._sitemap().encode())
        return self._page(url) if url in self.sets else Answer(404, [HTML])

    def get_as_stranger(self, url: str) -> Answer:
        return self.to_strangers.get(url) or self.get(url)

    def findings(self, limit: int = 100) -> list[Finding]:
        return findings_of(walk(self, limit=limit))

    def rules_broken(self) -> set[str]:
        return {finding.rule for finding in self.findings()}

    def spoofed(self, url: str) -> Answer:
        """The page as it would be if it took its host from the request."""
        page = self.get(url)
        return Answer(200, page.headers, page.body.replace(b"shop.example", STRANGER.encode()))

    def _page(self, url: str) -> Answer:
        links = [
            f'<link rel="alternate" hreflang="{code}" href="{href}">'
            for code, href in self.head.get(url, self.sets[url])
        ]
        if canonical := self.canonicals.get(url):
            links.append(f'<link rel="canonical" href="{canonical}">')
        lang = f' lang="{self.langs[url]}"' if url in self.langs else ""
        html = f"<!doctype html><html{lang}><head><title>t</title>{''.join(links)}{self.extra.get(url, '')}</head>"
        header = ", ".join(
            f'<{href}>; rel="alternate"; hreflang="{code}"' for code, href in self.header.get(url, self.sets[url])
        )
        return Answer(200, [HTML, ("link", header), *self.headers.get(url, [])], f"{html}<body>Tea".encode())

    def _sitemap(self) -> str:
        entries = "".join(
            f"<url><loc>{url}</loc>"
            + "".join(
                f'<xhtml:link rel="alternate" hreflang="{code}" href="{href}"/>'
                for code, href in self.sitemap.get(url, claims)
            )
            + "</url>"
            for url, claims in self.sets.items()
        )
        spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
        return f"<urlset {spaces}>{entries}</urlset>"
