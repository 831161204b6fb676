"""The rules: each looks at the site and yields its findings. Pure.

The H of a rule's id is the statement it holds; “Google” is Google Search Central's page Localized versions of your
pages (developers.google.com/search/docs/specialty/international/localized-versions), where nothing else is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from storefront_plugin.markets.alternates import X_DEFAULT
from storefront_plugin.markets.audit.codes import fault_of
from storefront_plugin.markets.audit.file_rules import files_are_read, files_are_small
from storefront_plugin.markets.audit.findings import Breach, Finding
from storefront_plugin.markets.audit.site import Claim, CrawledPage, Site, is_absolute
from storefront_plugin.markets.negotiation.tags import tag_of

_FOR_GOOD = (301, 308)
# One to a reader of either.
_NORWEGIAN = {"nb": "no"}


@dataclass(frozen=True, slots=True)
class Rule:
    """`title` is what holds where nothing is found."""

    id: str
    title: str
    look: Callable[[Site], Iterator[Breach]]


def findings_of(site: Site) -> list[Finding]:
    """Everything that any rule finds, in the order of the rules."""
    return [Finding(rule.id, *breach) for rule in RULES for breach in dict.fromkeys(rule.look(site))]


def names_itself(site: Site) -> Iterator[Breach]:
    """Each page lists itself beside all others (Google: "Each language version must list itself")."""
    for page in site.variants:
        if not site.names(page, page.url):
            yield page.url, "", "names alternates, but not itself"


def same_set(site: Site) -> Iterator[Breach]:
    """The set is the same on each page of it (Google: each version lists "itself as well as all other language
    versions").

    That a page omits itself, or one that it is named by, is said by other rules and not here.
    """
    for page in site.variants:
        for other in _returning(site, page):
            if page.url < other.url and (differing := _differing(site, page, other)):
                codes = ", ".join(sorted(f"{claim.code} → {claim.url}" for claim in differing))
                yield page.url, other.url, f"one names what the other does not: {codes}"
                # The first that differs: in a set of twenty, one odd page differs from all others.
                break


def links_return(site: Site) -> Iterator[Breach]:
    """What a page names names it in return (Google: "If two pages don't both point to each other, the tags will be
    ignored")."""
    for page in site.variants:
        for url in site.urls[page.url]:
            other = site.at(url)
            # A page that is not there has a rule of its own.
            if other and other.is_there and not site.names(other, page.url) and url != page.url:
                yield page.url, url, "the first names the second, which does not name it in return"


def absolute(site: Site) -> Iterator[Breach]:
    """Addresses are whole, with scheme and host (Google: "Alternate URLs must be fully-qualified")."""
    for page in site.pages.values():
        for claim in site.written_by(page):
            if not is_absolute(claim.href):
                yield page.url, claim.url, f"{claim.code} is named as “{claim.href}”, without scheme and host"


def valid_codes(site: Site) -> Iterator[Breach]:
    """A code is a language of ISO 639-1, then perhaps a script of ISO 15924, then perhaps a country of ISO 3166-1
    alpha-2; or x-default (Google, "Supported language/region codes")."""
    for page in site.variants:
        for claim in site.claims[page.url]:
            if fault := fault_of(claim.code):
                yield page.url, claim.url, fault


def one_url_per_code(site: Site) -> Iterator[Breach]:
    """A code stands for one address on a page; one address may have several codes (Google, same page)."""
    for page in site.variants:
        first: dict[str, str] = {}
        for claim in site.claims[page.url]:
            if not claim.is_default and first.setdefault(claim.code, claim.url) != claim.url:
                yield page.url, claim.url, f"{claim.code} stands for this and for {first[claim.code]}"


def one_default(site: Site) -> Iterator[Breach]:
    """There is one x-default, and it answers 200, at once or after one redirect (Google, "x-default", and its blog of
    10 April 2013: a chooser, or a page that redirects)."""
    for page in site.variants:
        urls = list(dict.fromkeys(claim.url for claim in site.claims[page.url] if claim.is_default))
        if not urls:
            yield page.url, "", "names no x-default"
        elif len(urls) > 1:
            yield page.url, urls[1], f"x-default stands for this and for {urls[0]}"
        elif fault := _default_fault(site, urls[0]):
            yield page.url, urls[0], fault


def all_places_agree(site: Site) -> Iterator[Breach]:
    """Head, Link header and sitemap name the same (Google: the three methods are equivalent; each <url> of a sitemap
    repeats the whole set)."""
    for page in site.pages.values():
        told = list(site.told_in(page)) if page.is_there else []
        for (place, claims), (next_place, next_claims) in pairwise(told):
            if differing := set(claims) ^ set(next_claims):
                claim = min(differing, key=lambda each: (each.code, each.url))
                where, lacking = (place, next_place) if claim in claims else (next_place, place)
                yield page.url, claim.url, f"{claim.code} is named in the {where} and not in the {lacking}"


def own_canonical(site: Site) -> Iterator[Breach]:
    """A page that is named as an alternate, or listed, is its own canonical: another one takes it out of the set
    (Google, How to specify a canonical URL; H14)."""
    for url in site.named:
        page = site.at(url)
        if page and page.is_there and page.is_html and page.canonical != url:
            what = "says that its canonical address is the second" if page.canonical else "names no canonical address"
            yield url, page.canonical or "", what


def one_canonical(site: Site) -> Iterator[Breach]:
    """A campaign's parameters make no second address: the canonical one is without them (Google, How to specify a
    canonical URL; H14)."""
    for url, canonical in site.tagged.items():
        if canonical != url:
            what = "says that its canonical address is the second" if canonical else "names no canonical address"
            yield url, canonical or "", f"asked for with utm_source and currency, it {what}"


def answers(site: Site) -> Iterator[Breach]:
    """What is named as an alternate, or listed, answers 200 without a redirect (Google, Build and submit a sitemap;
    H15)."""
    for url, by in site.named.items():
        page = site.at(url)
        if page and not page.is_there:
            yield by, url, _of_the(by, url, page.said)


def indexable(site: Site) -> Iterator[Breach]:
    """What is named as an alternate, or listed, may be indexed: no noindex in meta or X-Robots-Tag, and robots.txt
    lets it be read (Google, Block search indexing with noindex; H15)."""
    for url, by in site.named.items():
        page = site.at(url)
        if page and page.is_there and page.noindex:
            yield by, url, _of_the(by, url, f"has noindex in {page.noindex}")
        if page and page.blocked:
            yield by, url, _of_the(by, url, "may not be read: robots.txt")


def address_decides(site: Site) -> Iterator[Breach]:
    """The language of a page is that of its address, whatever Accept-Language says (Google, Locale-adaptive pages, "use
    separate locale URLs"; H18)."""
    for url, (language, answer) in site.wished.items():
        page = site.pages[url]
        if answer.status != page.status:
            yield url, answer.location or "", f"asked for with Accept-Language: {language}, it {answer.said}"
        elif answer.lang != page.lang or answer.canonical != page.canonical:
            other = answer.canonical if answer.canonical not in (None, url) else ""
            yield url, other or "", f"asked for with Accept-Language: {language}, it is another page"


def choosing_is_for_now(site: Site) -> Iterator[Breach]:
    """An x-default that redirects chooses anew each time: a permanent redirect is kept for whoever comes next (RFC
    9110, 15.4.9; H19)."""
    for page in site.variants:
        for claim in site.claims[page.url]:
            target = site.at(claim.url) if claim.is_default else None
            if target and target.status in _FOR_GOOD:
                yield page.url, claim.url, f"the second, its {X_DEFAULT}, redirects for good: it {target.said}"


def host_is_configured(site: Site) -> Iterator[Breach]:
    """Addresses have the shop's own host whatever Host and X-Forwarded-Host say (OWASP WSTG, Testing for host header
    injection; H22)."""
    for url, told in site.spoofed.items():
        for address in told:
            if site.stranger and site.stranger in address:
                yield url, address, "asked under another host’s name, it names that host"
                break


def language_is_said(site: Site) -> Iterator[Breach]:
    """A page's lang is the language, and the script, of every code that it has in its own set (WCAG 2.2, 3.1.1 Language
    of Page; who is sent to a page by a code of her language finds another one there otherwise)."""
    for page in site.variants:
        codes = [claim.code for claim in site.claims[page.url] if claim.url == page.url and not claim.is_default]
        other = [code for code in codes if not fault_of(code) and not _speaks(page.lang, code)]
        if other and page.is_html:
            said = f"has lang “{page.lang}”" if page.lang else "has no lang"
            yield page.url, "", f"its html {said}, but it is named as {', '.join(other)}"


RULES: tuple[Rule, ...] = (
    Rule("H1-self", "Each page names itself", names_itself),
    Rule("H1-same", "Each page of a set names the same", same_set),
    Rule("H2", "Links are returned", links_return),
    Rule("H3", "Addresses have scheme and host", absolute),
    Rule("H4", "Codes are language, script and country", valid_codes),
    Rule("H6", "A code has one address", one_url_per_code),
    Rule("H8", "There is one x-default, and it answers", one_default),
    Rule("H10", "Head, Link header and sitemap name the same", all_places_agree),
    Rule("H12", "Each file of the sitemap can be read", files_are_read),
    Rule("H13", "No file of the sitemap is too large", files_are_small),
    Rule("H14", "Each page is its own canonical", own_canonical),
    Rule("H14-query", "A campaign's parameters make no other page", one_canonical),
    Rule("H15-answers", "What is named answers 200", answers),
    Rule("H15-index", "What is named may be indexed", indexable),
    Rule("H18", "A page's address decides on its language", address_decides),
    Rule("H19", "Who is sent to an edition is sent for now", choosing_is_for_now),
    Rule("H22", "Addresses do not come from the Host header", host_is_configured),
    Rule("lang", "Each page's lang is its edition's", language_is_said),
)


def _returning(site: Site, page: CrawledPage) -> Iterator[CrawledPage]:
    """The other pages that it names and that name it."""
    for url in site.urls[page.url]:
        other = site.at(url)
        if other and other.is_there and url != page.url and site.names(other, page.url):
            yield other


def _differing(site: Site, page: CrawledPage, other: CrawledPage) -> set[Claim]:
    """What one of two pages names and the other does not, but for what another rule says of them."""
    ours, theirs = site.claims[page.url], site.claims[other.url]
    if ours == theirs:
        return set()
    return {
        claim
        for asked, lacking in ((page, other), (other, page))
        for claim in set(site.claims[asked.url]) - set(site.claims[lacking.url])
        if not _is_said_elsewhere(site, claim, asked, lacking)
    }


def _is_said_elsewhere(site: Site, claim: Claim, asked: CrawledPage, lacking: CrawledPage) -> bool:
    """Whether another rule finds that the second page lacks this: as itself, as its x-default, as a one-way link."""
    if claim.is_default and not any(each.is_default for each in site.claims[lacking.url]):
        return True
    if site.names(lacking, claim.url):
        return False
    third = site.at(claim.url)
    if third is None or not third.is_there:
        return False
    return third == lacking or site.names(third, lacking.url) or not site.names(third, asked.url)


def _default_fault(site: Site, url: str) -> str | None:
    page = site.at(url)
    if page is None or page.is_there:
        return None
    target = site.at(page.location) if page.location else None
    if page.location is None:
        return f"the second, its {X_DEFAULT}, {page.said}"
    if target and not target.is_there:
        return f"the second, its {X_DEFAULT}, redirects to {target.url}, which {target.said}"
    return None


def _of_the(by: str, url: str, what: str) -> str:
    return what if by == url else f"the second, which the first names, {what}"


def _speaks(lang: str | None, code: str) -> bool:
    """Whether a page in that language is what the code says; a bare language is that in any script."""
    page, asked = tag_of(lang or ""), tag_of(code)
    if page is None or asked is None:
        return False
    is_language = _NORWEGIAN.get(page.language, page.language) == _NORWEGIAN.get(asked.language, asked.language)
    return is_language and (page.script == asked.script or "-" not in code)
