"""What is read from an answer: the head of a page, a Link header, a sitemap, robots.txt. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin
from xml.parsers.expat import ExpatError, ParserCreate

from storefront_plugin.markets.audit.codes import usual_case
from storefront_plugin.markets.audit.ports import MOST_OF_A_FILE
from storefront_plugin.markets.audit.site import Claim, Listed, normal

# What may stand in a head. Anything else ends it, as it does for browsers and search engines.
_OF_THE_HEAD = frozenset("html head title base link meta style script noscript template".split())
_ROBOTS = ("robots", "googlebot")
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"

_one_address = re.compile(rb"<(?:url|sitemap)[\s>]").finditer
_one_link = re.compile(r'<([^>]*)>((?:\s*;\s*[\w*!#$&+.^`|~-]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*))?)*)').finditer
_one_parameter = re.compile(r';\s*([\w*!#$&+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?').finditer


@dataclass(slots=True)
class Read:
    """What one answer says; addresses are whole and in one writing. `links` are where a reader may go from here."""

    alternates: list[Claim] = field(default_factory=list)
    canonical: str | None = None
    lang: str | None = None
    noindex: bool = False
    links: list[str] = field(default_factory=list)


def read_html(text: str, url: str) -> Read:
    """What a page says."""
    reader = _PageReader(url)
    reader.feed(text)
    reader.close()
    return reader.found


def read_link_headers(values: Iterable[str], url: str) -> Read:
    """What the Link headers say (RFC 8288); what is no link is passed over."""
    found = Read()
    for value in values:
        for link in _one_link(value):
            named: dict[str, str] = {}
            for parameter in _one_parameter(link[2]):
                text = re.sub(r"\\(.)", r"\1", parameter[2]) if parameter[2] is not None else parameter[3] or ""
                named.setdefault(parameter[1].lower(), text)
            _note_link(found, url, named.get("rel", ""), named.get("hreflang"), link[1].strip())
    return found


def says_noindex(values: Iterable[str]) -> bool:
    """Whether X-Robots-Tag headers keep search engines from indexing; words for a robot of another name do not."""
    for value in values:
        agent, colon, rest = value.partition(":")
        is_named = bool(colon) and "," not in agent and not agent.strip().lower().startswith("unavailable_after")
        if not is_named:
            rest = value
        elif agent.strip().lower() not in _ROBOTS:
            continue
        if _has_noindex(rest):
            return True
    return False


def read_sitemap(data: bytes, *, most: int = 50_000) -> tuple[list[Listed], list[str]]:
    """The <url>s of a sitemap, at most so many, and the addresses of the files that an index lists.

    Raises ValueError for what is no sitemap, or has a document type: nobody's entities are expanded.
    """
    reader = _SitemapReader(most)
    try:
        reader.feed(data)
    except _Enough:
        pass
    except ExpatError as fault:
        raise ValueError(f"no XML: {fault}") from fault
    return reader.listed, reader.files


def count_of_addresses(data: bytes) -> int:
    """How many a sitemap's file lists, or an index of files, however large it is."""
    return sum(1 for _ in _one_address(data))


@dataclass(frozen=True, slots=True)
class Robots:
    """What robots.txt forbids a search engine, and the sitemaps it names (RFC 9309)."""

    rules: tuple[tuple[str, bool], ...] = ()
    sitemaps: tuple[str, ...] = ()

    def allows(self, path: str) -> bool:
        """Whether that path, with its query, may be read: the longest rule counts, and of two equals the milder."""
        matching = [(len(pattern), is_allowed) for pattern, is_allowed in self.rules if _matches(pattern, path)]
        return max(matching, default=(0, True))[1]


def read_robots(text: str) -> Robots:
    """The rules for Googlebot where there are some, else those for everybody."""
    groups: dict[str, list[tuple[str, bool]]] = {}
    sitemaps: list[str] = []
    agents: list[str] = []
    is_open = False
    for line in text.splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if not colon:
            continue
        if name == "user-agent":
            agents = [*agents, value.lower()] if is_open else [value.lower()]
            is_open = True
            groups.setdefault(value.lower(), [])
        elif name in ("allow", "disallow"):
            is_open = False
            for agent in agents if value else ():
                groups[agent].append((value, name == "allow"))
        elif name == "sitemap":
            sitemaps.append(value)
    return Robots(tuple(groups.get("googlebot", groups.get("*", ()))), tuple(sitemaps))


def address_in(href: str, base: str = "") -> str | None:
    """The address that is written there, in one writing; None for what is none of the web, such as mailto: or ""."""
    if not href.strip():
        return None
    try:
        url = normal(urljoin(base, href.strip()))
    except ValueError:
        return None
    return url if url.startswith(("http://", "https://")) else None


class _PageReader(HTMLParser):
    """Reads one page; alternates, canonical and robots count in its head alone."""

    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found = Read()
        self._base = url
        self._in_head = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # The first of two attributes of one name counts.
        named = {name: value or "" for name, value in reversed(attrs)}
        self._in_head = self._in_head and tag in _OF_THE_HEAD
        if tag == "html" and self.found.lang is None:
            self.found.lang = named.get("lang")
        elif tag == "base" and "href" in named:
            self._base = urljoin(self._base, named["href"])
        elif tag == "a":
            self._note_anchor(named)
        elif tag == "link" and self._in_head:
            _note_link(self.found, self._base, named.get("rel", ""), named.get("hreflang"), named.get("href", ""))
        elif tag == "meta" and self._in_head and named.get("name", "").lower() in _ROBOTS:
            self.found.noindex = self.found.noindex or _has_noindex(named.get("content", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "head":
            self._in_head = False

    def _note_anchor(self, named: Mapping[str, str]) -> None:
        is_followed = "download" not in named and "nofollow" not in named.get("rel", "").lower().split()
        if is_followed and (url := address_in(named.get("href", ""), self._base)):
            self.found.links.append(url)


class _Enough(Exception):
    """Ends the reading of a file whose rest would not be looked at."""


class _SitemapReader:
    """Reads one file of a sitemap."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.listed: list[Listed] = []
        self.files: list[str] = []
        self._open: list[str] = []
        self._text: list[str] = []
        self._loc = ""
        self._claims: list[Claim] = []

    def feed(self, data: bytes) -> None:
        parser = ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.StartDoctypeDeclHandler = self._refuse
        # What was cut where it became too large ends anywhere.
        parser.Parse(data, len(data) <= MOST_OF_A_FILE)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self._open and name not in (f"{_SITEMAP} urlset", f"{_SITEMAP} sitemapindex"):
            raise ValueError(f"no sitemap: its root is {name.rpartition(' ')[2]}")
        self._open.append(name)
        self._text.clear()
        if name == f"{_SITEMAP} url":
            self._loc, self._claims = "", []
        elif name == f"{_XHTML} link" and "alternate" in attributes.get("rel", "").split():
            self._claims += _claims(self._loc, attributes.get("hreflang"), attributes.get("href", ""))

    def _end(self, name: str) -> None:
        self._open.pop()
        text = "".join(self._text).strip()
        if name == f"{_SITEMAP} loc":
            self._loc = address_in(text) or ""
        elif name == f"{_SITEMAP} url" and self._loc:
            self.listed.append(Listed(self._loc, tuple(self._claims)))
            if len(self.listed) >= self._most:
                raise _Enough
        elif name == f"{_SITEMAP} sitemap" and self._loc:
            self.files.append(self._loc)
        self._text.clear()

    def _refuse(self, *_: object) -> None:
        raise ValueError("it has a document type, which no sitemap needs")


def _note_link(found: Read, base: str, rel: str, hreflang: str | None, href: str) -> None:
    relations = rel.lower().split()
    if "alternate" in relations:
        found.alternates += _claims(base, hreflang, href)
    if "canonical" in relations and found.canonical is None:
        found.canonical = address_in(href, base)


def _claims(base: str, hreflang: str | None, href: str) -> Iterator[Claim]:
    """The alternate that a link names; none where it has no code (feeds have none) or leads nowhere."""
    if hreflang and (url := address_in(href, base)):
        yield Claim(usual_case(hreflang), url, href)


def _has_noindex(content: str) -> bool:
    return bool({"noindex", "none"} & {word.strip().lower() for word in content.split(",")})


def _matches(pattern: str, path: str) -> bool:
    end = "$" if pattern.endswith("$") else ""
    return bool(re.match(".*".join(map(re.escape, pattern.removesuffix("$").split("*"))) + end, path))
