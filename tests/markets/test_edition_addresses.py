"""Editions by path, by sub-domain, by country domain and mixed: one address each, told alike from everywhere."""

import json
import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from flask import url_for

from storefront_plugin import Storefront
from storefront_plugin.host import SitemapPage
from storefront_plugin.markets.alternates import X_DEFAULT
from storefront_plugin.markets.pages import BaseAddress
from storefront_plugin.web.parts import part
from tests.markets.sitemaps import urls_of
from tests.markets.test_hreflang import canonical, head_links, header_links
from tests.shops import MARKETS, plain_shop, token_for

BASE = "https://shop.example"
DE, CH, GB = MARKETS["de"], MARKETS["ch"], MARKETS["gb"]

COUNTRY_DOMAINS = {
    "gb": GB,
    "de": {**DE, "host": "shop.de", "editions": {"de-DE": {"prefix": ""}}},
    "ch": {**CH, "host": "shop.ch"},
}
SUB_DOMAINS = {
    "gb": {**GB, "editions": {"en-GB": {"prefix": ""}}},
    "ch": {
        **CH,
        "editions": {
            "de-CH": {"host": "de.shop.example", "prefix": ""},
            "fr-CH": {"host": "fr.shop.example", "prefix": ""},
        },
    },
}
PREFIXES = {
    "de": {**DE, "editions": {"de-DE": {"prefix": "/de"}}},
    "ch": {**CH, "editions": {"de-CH": {"prefix": "/schweiz"}, "fr-CH": {"prefix": "/suisse"}}},
    "gb": {**GB, "editions": {"en-GB": {"prefix": ""}}},
}
DEFAULT_ABROAD = {"de": COUNTRY_DOMAINS["de"], "gb": GB}


def get(visitor, url, **named):
    """The page at that absolute address, asked of its host."""
    parts = urlsplit(url)
    below = parts.path + (f"?{parts.query}" if parts.query else "")
    return visitor.get(below, base_url=f"{parts.scheme}://{parts.netloc}", **named)


def switches(page):
    return [unescape(url) for url in re.findall(r'<li><a href="([^"]+)"', page.text)]


@pytest.fixture
def visit(mount):
    """The shop with these markets, and somebody who visits it."""
    return lambda markets, **settings: mount(markets=markets, base_address=BASE, **settings).test_client()


# Where they stand


@pytest.mark.parametrize(
    ("markets", "homes"),
    [
        (MARKETS, ["/de-de/", "/de-ch/", "/fr-ch/", "/en-gb/"]),
        (PREFIXES, ["/de/", "/schweiz/", "/suisse/", "/"]),
        (COUNTRY_DOMAINS, ["/en-gb/", "https://shop.de/", "https://shop.ch/de-ch/", "https://shop.ch/fr-ch/"]),
        (SUB_DOMAINS, ["/", "https://de.shop.example/", "https://fr.shop.example/"]),
        (DEFAULT_ABROAD, ["https://shop.de/", "/en-gb/"]),
    ],
)
@pytest.mark.parametrize("path", ["", "tea", "tea?size=2"])
def test_crawled_across_hosts_every_edition_tells_the_same_of_itself_and_the_others(visit, markets, homes, path):
    visitor = visit(markets)
    urls = [(home if "//" in home else BASE + home) + path for home in homes]
    start = get(visitor, urls[0])
    seen, waiting = {}, {url for code, url in head_links(start) if code != X_DEFAULT}
    while waiting:
        url = waiting.pop()
        seen[url] = get(visitor, url)
        waiting |= {url for code, url in head_links(seen[url]) if code != X_DEFAULT} - seen.keys()

    assert sorted(seen) == sorted(urls)
    for url, page in seen.items():
        assert (page.status_code, canonical(page)) == (200, url)
        assert head_links(page) == header_links(page) == head_links(start)
        codes = [code for code, _ in head_links(page)]
        assert len(codes) == len(set(codes))
        assert codes.count(X_DEFAULT) == 1
    x_default = get(visitor, dict(head_links(start))[X_DEFAULT])
    assert x_default.status_code in (200, 302)


@pytest.mark.parametrize("markets", [COUNTRY_DOMAINS, SUB_DOMAINS, PREFIXES])
def test_the_sitemap_has_the_set_of_each_page_s_head(visit, host, markets):
    host.pages = lambda: [SitemapPage("/tea"), SitemapPage("/")]
    visitor = visit(markets)

    listed = urls_of(get(visitor, f"{BASE}/storefront/sitemap.xml").data)

    assert len(listed) == 2 * sum(len(market["locales"]) for market in markets.values())
    for url in listed:
        assert url.alternates == head_links(get(visitor, url.loc))


def test_each_host_speaks_its_own_edition_without_a_redirect(visit):
    visitor = visit(COUNTRY_DOMAINS)

    german = get(visitor, "https://shop.de/", headers={"Accept-Language": "fr", "Cookie": "storefront_edition=fr-ch"})
    told = get(visitor, "https://shop.de/where/tea").get_json()
    swiss = get(visitor, "https://shop.ch/fr-ch/where/tea").get_json()

    assert (german.status_code, canonical(german)) == (200, "https://shop.de/")
    assert told == {"path": "/where/tea", "root": "", "url": "/where/tea"}
    assert swiss == {"path": "/where/tea", "root": "/fr-ch", "url": "/fr-ch/where/tea"}


@pytest.mark.parametrize("name", ["shop.ch", "SHOP.CH", "shop.ch.", "shop.ch:443", "shop.ch:8000"])
def test_a_host_is_known_in_any_case_and_with_any_port(visit, name):
    answer = get(visit(COUNTRY_DOMAINS), f"https://{name}/", headers={"Accept-Language": "fr"})

    assert answer.headers["Location"] == "/fr-ch/"


def test_a_host_may_be_set_with_its_port_for_development(visit):
    markets = {"gb": GB, "de": {**DE, "host": "localhost:5001", "editions": {"de-DE": {"prefix": ""}}}}
    visitor = visit(markets)

    assert canonical(get(visitor, "http://localhost:5001/tea")) == "https://localhost:5001/tea"
    assert canonical(get(visitor, "http://localhost:5000/tea")) == f"{BASE}/en-gb/tea"


# The root


@pytest.mark.parametrize(
    ("url", "wish", "expected"),
    [
        ("https://shop.ch/", "fr", "/fr-ch/"),
        ("https://shop.ch/", "en", "/de-ch/"),
        ("https://shop.example/", "fr", "/en-gb/"),
        ("https://shop.de/", "fr", None),
        ("https://unknown.example/", "fr", "/en-gb/"),
    ],
)
def test_a_root_negotiates_only_among_the_editions_of_its_host(visit, url, wish, expected):
    answer = get(visit(COUNTRY_DOMAINS), url, headers={"Accept-Language": wish})

    assert answer.status_code == (302 if expected else 200)
    assert answer.headers.get("Location") == expected


def test_a_root_at_which_an_edition_stands_never_negotiates(visit):
    visitor = visit(PREFIXES)

    answer = get(visitor, f"{BASE}/", headers={"Accept-Language": "de"})

    assert (answer.status_code, canonical(answer)) == (200, f"{BASE}/")
    assert dict(head_links(answer))[X_DEFAULT] == f"{BASE}/de/"


# x-default and the bare language


@pytest.mark.parametrize(
    ("markets", "settings", "home", "page"),
    [
        (MARKETS, {}, f"{BASE}/", f"{BASE}/de-de/tea"),
        (MARKETS, {"x_default": "en-gb"}, f"{BASE}/en-gb/", f"{BASE}/en-gb/tea"),
        (COUNTRY_DOMAINS, {}, f"{BASE}/", f"{BASE}/en-gb/tea"),
        (COUNTRY_DOMAINS, {"x_default": "fr-ch"}, "https://shop.ch/fr-ch/", "https://shop.ch/fr-ch/tea"),
        (SUB_DOMAINS, {}, f"{BASE}/", f"{BASE}/tea"),
        (DEFAULT_ABROAD, {}, "https://shop.de/", "https://shop.de/tea"),
    ],
)
def test_x_default_is_derived_or_the_edition_that_was_set(visit, markets, settings, home, page):
    visitor = visit(markets, **settings)

    some, start = get(visitor, page), get(visitor, page.removesuffix("tea"))

    assert dict(head_links(some))[X_DEFAULT] == page
    assert dict(head_links(start))[X_DEFAULT] == home


def test_a_page_that_the_edition_for_everyone_lacks_has_the_first_that_has_it(visit, host):
    host.told["/tea"] = {"de": "/tea"}

    page = get(visit(MARKETS, x_default="en-gb"), f"{BASE}/de-ch/tea")

    assert dict(head_links(page))[X_DEFAULT] == f"{BASE}/de-de/tea"


def codes_of(page):
    found = {}
    for code, url in head_links(page):
        found.setdefault(url, []).append(code)
    return found


def test_codes_set_by_hand_are_taken_from_those_that_would_derive_them(visit):
    markets = {**MARKETS, "ch": {**CH, "editions": {"de-CH": {"hreflang": ["de", "de-li", "DE-ch"]}}}}

    page = get(visit(markets), f"{BASE}/de-de/tea")

    assert codes_of(page) == {
        f"{BASE}/de-de/tea": ["de-DE", "de-AT", "x-default"],
        f"{BASE}/de-ch/tea": ["de", "de-LI", "de-CH"],
        f"{BASE}/fr-ch/tea": ["fr-CH", "fr"],
        f"{BASE}/en-gb/tea": ["en-GB", "en"],
    }


def test_two_markets_share_a_language_and_one_catch_all(visit):
    markets = {
        "gb": GB,
        "au": {"countries": ["AU", "NZ"], "currency": "AUD", "locales": ["en"]},
        "eu": {"countries": ["DE"], "currency": "EUR", "locales": ["de", "en"], "host": "shop.eu"},
    }

    page = get(visit(markets), f"{BASE}/en-au/tea")

    assert codes_of(page) == {
        f"{BASE}/en-gb/tea": ["en-GB", "en", "x-default"],
        f"{BASE}/en-au/tea": ["en-AU", "en-NZ"],
        "https://shop.eu/de-eu/tea": ["de-DE", "de"],
        "https://shop.eu/en-eu/tea": ["en-DE"],
    }


def test_a_country_of_two_markets_belongs_to_the_edition_in_its_own_locale(visit):
    markets = {"de": DE, "at": {"countries": ["AT"], "currency": "EUR", "locales": ["de-AT"]}}

    page = get(visit(markets), f"{BASE}/de-de/tea")

    assert codes_of(page) == {f"{BASE}/de-de/tea": ["de-DE", "de", "x-default"], f"{BASE}/de-at/tea": ["de-AT"]}


# Links


def test_the_switcher_leads_to_other_hosts_by_absolute_and_on_this_one_by_relative_links(visit):
    visitor = visit(COUNTRY_DOMAINS)

    swiss = get(visitor, "https://shop.ch/fr-ch/tea?size=2&utm_source=x")
    english = get(visitor, f"{BASE}/en-gb/tea")

    assert switches(swiss) == [
        f"{BASE}/en-gb/tea?size=2",
        "https://shop.de/tea?size=2",
        "/de-ch/tea?size=2",
        "/fr-ch/tea?size=2",
    ]
    assert switches(english) == [
        "/en-gb/tea",
        "https://shop.de/tea",
        "https://shop.ch/de-ch/tea",
        "https://shop.ch/fr-ch/tea",
    ]


EVIL = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}


@pytest.mark.parametrize("markets", [COUNTRY_DOMAINS, SUB_DOMAINS, DEFAULT_ABROAD])
@pytest.mark.parametrize("path", ["/", "/tea", "/storefront/sitemap.xml", "/EN-GB/tea"])
def test_an_unknown_host_is_that_of_the_default_and_appears_nowhere(visit, host, markets, path):
    host.pages = lambda: [SitemapPage("/tea")]
    visitor = visit(markets)
    default = next(iter(markets.values())).get("host", "shop.example")

    unknown = get(visitor, f"https://evil.example{path}", headers=EVIL)
    known = get(visitor, f"https://{default}{path}")

    assert (unknown.status_code, unknown.data) == (known.status_code, known.data)
    assert "evil" not in unknown.text + str(unknown.headers)


@pytest.mark.parametrize("path", ["/", "/tea"])
def test_below_a_mount_the_editions_of_every_host_lie_below_it(visit, path):
    visitor = visit(COUNTRY_DOMAINS)

    page = visitor.get(path, base_url="https://shop.de", environ_overrides={"SCRIPT_NAME": "/shop"})

    assert canonical(page) == f"https://shop.de/shop{path}"
    assert dict(head_links(page))["fr-CH"] == f"https://shop.ch/shop/fr-ch{path}"
    assert switches(page)[1:3] == [f"/shop{path}", f"https://shop.ch/shop/de-ch{path}"]


def test_a_form_of_one_of_our_hosts_is_ours_and_no_other(visit):
    visitor = visit(COUNTRY_DOMAINS)
    token = token_for(visitor, "", base_url="https://shop.de")

    def posted_from(origin):
        headers = {"Origin": origin, "X-Storefront-Token": token}
        return visitor.post(
            "/storefront/api/v1/quotes", base_url="https://shop.de", headers=headers, json={}
        ).status_code

    assert [posted_from(f"https://{host}") for host in ("shop.de", "shop.example", "evil.example")] == [422, 422, 403]


def test_addresses_for_mails_and_those_that_come_back_are_at_the_edition_s_host(mount):
    app = mount(markets=COUNTRY_DOMAINS, base_address=BASE)
    addresses = ["https://shop.de/tea", "https://shop.ch/fr-ch/tea", f"{BASE}/en-gb/tea"]

    def made():
        return [Storefront().url_for("tea", edition=code) for code in ("de-de", "fr-ch", "en-gb")]

    app.add_url_rule("/mails", "mails", made)
    app.add_url_rule("/back", "back", lambda: part(BaseAddress).absolute(url_for("tea")))
    with app.app_context():
        assert made() == addresses
    visitor = app.test_client()
    for home in ("https://shop.de", "https://shop.ch/fr-ch", f"{BASE}/en-gb", "https://evil.example"):
        assert get(visitor, f"{home}/mails").get_json() == addresses
    assert get(visitor, "https://shop.ch/fr-ch/back").text == "https://shop.ch/fr-ch/tea"
    assert get(visitor, "https://evil.example/en-gb/back").text == f"{BASE}/en-gb/tea"


def test_the_command_lists_every_address(mount):
    app = mount(markets=COUNTRY_DOMAINS, base_address=BASE)

    told = app.test_cli_runner().invoke(args=["storefront", "editions", "--base", f"{BASE}/", "--json"])

    homes = [f"{BASE}/en-gb/", "https://shop.de/", "https://shop.ch/de-ch/", "https://shop.ch/fr-ch/"]
    assert [row["address"] for row in json.loads(told.output)] == homes


# Open Graph, language and direction


def test_the_head_names_the_locale_and_those_of_the_alternates_for_open_graph(visit, host):
    host.told["/tea"] = {"de-DE": "/tea", "fr": "/tea", "en": "/tea"}

    page = get(visit(MARKETS), f"{BASE}/fr-ch/tea")
    lacking = get(visit(MARKETS), f"{BASE}/de-ch/tea")

    assert '<meta property="og:locale" content="fr_CH">' in page.text
    assert re.findall(r'og:locale:alternate" content="(\w+)"', page.text) == ["de_DE", "en_GB"]
    assert "og:locale" not in lacking.text


@pytest.mark.parametrize(
    ("locale", "said", "og_locale"),
    [
        ("de-DE", 'lang="de-DE" dir="ltr"', "de_DE"),
        ("de", 'lang="de" dir="ltr"', "de_DE"),
        ("zh-Hant-TW", 'lang="zh-Hant-TW" dir="ltr"', "zh_TW"),
        ("es-419", 'lang="es-419" dir="ltr"', "es_DE"),
        ("ar", 'lang="ar" dir="rtl"', "ar_DE"),
        ("he", 'lang="he" dir="rtl"', "he_DE"),
        ("fa", 'lang="fa" dir="rtl"', "fa_DE"),
        ("ur", 'lang="ur" dir="rtl"', "ur_DE"),
    ],
)
def test_a_page_says_its_language_and_direction(mount, locale, said, og_locale):
    app = plain_shop(PAGE="<html {{ storefront_lang() }}>{{ storefront_head() }}")
    app = mount(app=app, markets={"x": {**DE, "locales": [locale], "editions": {locale: {"prefix": ""}}}})

    page = app.test_client().get("/tea")

    assert f"<html {said}>" in page.text
    assert f'content="{og_locale}"' in page.text
