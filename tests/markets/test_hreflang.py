"""What pages say of their editions: the set is the same in each of them, and each names itself."""

import re
from html import unescape
from urllib.parse import quote

import pytest
from flask import Response

from storefront_plugin.markets.alternates import X_DEFAULT, canonical_query
from storefront_plugin.markets.stencils import LONGEST_LINK_HEADER
from tests.shops import MARKETS, plain_shop

CODES = ["de-de", "de-ch", "fr-ch", "en-gb"]
WIDE = {
    **MARKETS,
    "tw": {"countries": ["TW", "HK"], "currency": "TWD", "locales": ["zh-Hant-TW"]},
    "latin": {"countries": ["MX", "AR"], "currency": "MXN", "locales": ["es-419", "en"]},
    "eu": {"countries": ["FR", "IT", "CH"], "currency": "EUR", "locales": ["fr", "it"]},
}


def head_links(page):
    """The alternates in the page's head, in their order."""
    return [
        (code, unescape(url))
        for code, url in re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page.text)
    ]


def header_links(page):
    """The alternates in the Link header, in their order."""
    found = re.findall(r'<([^>]+)>; rel="alternate"; hreflang="([^"]+)"', page.headers.get("Link", ""))
    return [(code, url) for url, code in found]


def canonical(page):
    found = re.findall(r'<link rel="canonical" href="([^"]+)">', page.text)
    return unescape(found[0]) if found else None


@pytest.mark.parametrize("markets", [MARKETS, WIDE])
@pytest.mark.parametrize("path", ["/", "/tea", "/tea?size=2&page=1"])
def test_crawled_from_anywhere_every_edition_tells_the_same_of_itself_and_the_others(mount, markets, path):
    app = plain_shop(PAGE="{{ storefront_head() }}")
    visitor = mount(app=app, markets=markets).test_client()
    start = visitor.get("/de-de" + path)
    seen = {}

    waiting = {url for code, url in head_links(start) if code != X_DEFAULT}
    while waiting:
        url = waiting.pop()
        page = visitor.get(url)
        assert page.status_code == 200
        seen[url] = page
        waiting |= {url for code, url in head_links(page) if code != X_DEFAULT} - seen.keys()

    assert len(seen) == sum(len(market["locales"]) for market in markets.values())
    for url, page in seen.items():
        links = head_links(page)
        assert links == head_links(start)
        assert header_links(page) == links
        assert canonical(page) == url
        assert url in [address for _, address in links]
        codes = [code for code, _ in links]
        assert len(codes) == len(set(codes))
        assert codes.count(X_DEFAULT) == 1


def test_the_codes_are_language_and_country_and_one_bare_language(mount):
    page = mount(app=plain_shop(PAGE="{{ storefront_head() }}"), markets=WIDE).test_client().get("/de-de/tea")

    codes = {}
    for code, url in head_links(page):
        codes.setdefault(url.removeprefix("http://localhost"), []).append(code)
    assert codes == {
        "/de-de/tea": ["de-DE", "de-AT", "de", "x-default"],
        "/de-ch/tea": ["de-CH"],
        "/fr-ch/tea": ["fr-CH", "fr"],
        "/en-gb/tea": ["en-GB", "en"],
        "/zh-hant-tw/tea": ["zh-Hant-TW", "zh-Hant-HK", "zh-Hant"],
        "/es-419/tea": ["es-MX", "es-AR", "es"],
        "/en-latin/tea": ["en-MX", "en-AR"],
        "/fr-eu/tea": ["fr-FR", "fr-IT"],
        "/it-eu/tea": ["it-FR", "it-IT", "it-CH", "it"],
    }


def test_x_default_is_the_negotiating_root_for_the_home_page_alone(visitor):
    home = dict(head_links(visitor.get("/de-ch/")))
    page = dict(head_links(visitor.get("/de-ch/tea")))

    assert home[X_DEFAULT] == "http://localhost/"
    assert visitor.get(home[X_DEFAULT]).status_code == 302
    assert page[X_DEFAULT] == page["de-DE"] == "http://localhost/de-de/tea"


@pytest.mark.parametrize(
    ("told", "existing"),
    [
        ({"de": "/tea"}, {"de-de", "de-ch"}),
        ({"de-CH": "/tea", "en": "/tea"}, {"de-ch", "en-gb"}),
        ({"fr-ch": "/tea", "de-de": "/tea"}, {"fr-ch", "de-de"}),
        ({"de": "/tea", "fr": "/tea", "en": "/tea"}, set(CODES)),
        ({"de": "/tea", "fr": None, "en": "/tea"}, {"de-de", "de-ch", "en-gb"}),
    ],
)
def test_a_page_missing_in_an_edition_drops_out_everywhere(host, visitor, told, existing):
    host.told["/tea"] = told

    pages = {code: visitor.get(f"/{code}/tea") for code in CODES}

    expected = {f"http://localhost/{code}/tea" for code in existing}
    for code, page in pages.items():
        assert {url for _, url in head_links(page)} == (expected if code in existing else set())
        assert header_links(page) == head_links(page)
        assert canonical(page) == (f"http://localhost/{code}/tea" if code in existing else None)


def test_a_page_in_one_edition_alone_has_no_alternates(host, visitor):
    host.told["/tea"] = {"fr": "/tea"}

    page = visitor.get("/fr-ch/tea")

    assert canonical(page) == "http://localhost/fr-ch/tea"
    assert head_links(page) == []
    assert "Link" not in page.headers


def test_a_page_with_another_path_in_each_language_is_linked_there(mount, host):
    app = plain_shop()
    app.add_url_rule("/thé", "french", app.view_functions["tea"])
    paths = {"de": "/tea", "en": "/tea", "fr": "/thé"}
    host.told = {"/tea": paths, "/thé": paths}
    visitor = mount(app=app).test_client()

    german, french = visitor.get("/de-de/tea"), visitor.get("/fr-ch/thé")

    assert head_links(german) == head_links(french) == header_links(french)
    assert dict(head_links(german))["fr-CH"] == canonical(french) == "http://localhost/fr-ch/th%C3%A9"
    assert 'href="/fr-ch/th%C3%A9"' in german.text  # the switcher


def test_the_switcher_leads_home_where_the_page_is_missing(host, visitor):
    host.told["/tea"] = {"de": "/tea"}

    page = visitor.get("/de-de/tea?size=2")

    assert re.findall(r'<li><a href="([^"]+)"', page.text) == [
        "/de-de/tea?size=2",
        "/de-ch/tea?size=2",
        "/fr-ch/",
        "/en-gb/",
    ]
    assert page.text.count('aria-current="true"') == 1


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", ""),
        ("utm_source=x&utm_medium=y", ""),
        ("gclid=1&fbclid=2&msclkid=3&mc_cid=4&mc_eid=5", ""),
        ("currency=EUR", ""),
        ("UTM_Source=x", ""),
        ("page=2&utm_source=x&sort=price", "?page=2&sort=price"),
        ("page=", "?page="),
        ("print", "?print"),
        ("&print&&utm_id&page=2", "?print&page=2"),
        ("q=" + "x" * 254, "?q=" + "x" * 254),
        # What a visitor typed is repeated a limited number of times.
        ("q=" + "x" * 255, ""),
        ("q=" + "%C3%BC" * 43, ""),
        ("q=gr%C3%BCn+tee", "?q=gr%C3%BCn+tee"),
        ("q=a%26b%3Dc", "?q=a%26b%3Dc"),
        ('q="><script>', "?q=%22%3E%3Cscript%3E"),
    ],
)
def test_what_makes_no_other_page_is_no_part_of_its_address(visitor, query, kept):
    page = visitor.get(f"/de-de/tea?{query}")

    assert canonical_query(query) == kept
    assert canonical(page) == f"http://localhost/de-de/tea{kept}"
    assert dict(head_links(page))["fr"] == f"http://localhost/fr-ch/tea{kept}"
    assert header_links(page) == head_links(page)


@pytest.mark.parametrize("below", ["a,b", "a;b", "a>b", 'a"b', "a b", "ü", "a?b", "a%2Cb"])
def test_any_path_is_written_so_that_head_and_header_agree(mount, below):
    app = plain_shop()
    app.add_url_rule("/<path:below>", "any", lambda below: app.view_functions["tea"]())
    visitor = mount(app=app).test_client()
    page = visitor.get(f"/de-de/{quote(below)}")

    links = head_links(page)
    assert len(links) == 9
    assert header_links(page) == links
    assert not any(set(url) & set('<>"; ,\\') - {";"} for _, url in links if "," not in below)
    assert visitor.get(dict(links)["fr"]).status_code == 200
    assert head_links(visitor.get(dict(links)["fr"])) == links


# Whose address


@pytest.mark.parametrize("path", ["/", "/tea"])
def test_a_configured_address_stands_whatever_host_was_asked(mount, path):
    visitor = mount(base_address="https://shop.example").test_client()
    forwarded = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}

    pages = [
        visitor.get("/de-de" + path, base_url=base, headers=headers)
        for base in ("http://localhost", "http://evil.example", "https://127.0.0.1:8000")
        for headers in ({}, forwarded)
    ]

    assert len({page.data for page in pages}) == 1
    assert len({page.headers["Link"] for page in pages}) == 1
    assert "evil" not in pages[-1].text + pages[-1].headers["Link"]
    assert all(url.startswith("https://shop.example/") for _, url in head_links(pages[0]))


def test_in_production_without_an_address_nothing_is_said_rather_than_something_wrong(mount):
    visitor = mount(app=plain_shop(TESTING=False), checkout={"sandbox": True}).test_client()

    page = visitor.get("/de-de/tea", base_url="http://evil.example")

    assert page.status_code == 200
    assert (canonical(page), head_links(page), header_links(page)) == (None, [], [])
    assert "evil" not in page.text
    assert 'href="/fr-ch/tea"' in page.text  # the switcher needs none


# Where they have no place


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/de-de/tea"),
        ("GET", "/de-de/coffee"),
        ("GET", "/de-de/storefront/checkout"),
        ("GET", "/de-de/storefront/api/v1/editions"),
        ("GET", "/de-de/storefront/static/storefront.css"),
        ("OPTIONS", "/de-de/tea"),
    ],
)
def test_what_is_no_page_of_the_host_has_no_link_header(visitor, method, path):
    with visitor.open(path, method=method) as answer:
        assert "Link" not in answer.headers


@pytest.mark.parametrize(
    ("mimetype", "is_document"),
    [
        ("text/html", True),
        ("text/plain", True),
        ("text/csv", True),
        ("text/xml", True),
        ("application/xhtml+xml", True),
        ("application/json", True),
        ("application/ld+json", True),
        ("application/atom+xml", True),
        ("application/pdf", True),
        ("image/svg+xml", False),
        ("image/png", False),
        ("font/woff2", False),
        ("text/css", False),
        ("text/javascript", False),
        ("text/event-stream", False),
        ("application/octet-stream", False),
    ],
)
def test_every_document_of_the_host_has_the_header_and_nothing_else_has(mount, mimetype, is_document):
    app = plain_shop()
    app.add_url_rule("/leaflet", "leaflet", lambda: Response("tea", mimetype=mimetype))

    answer = mount(app=app).test_client().get("/de-de/leaflet")

    assert ("Link" in answer.headers) is is_document


def test_a_shop_of_json_says_where_its_pages_are_in_other_editions(visitor):
    links = dict(header_links(visitor.get("/fr-ch/where/tea")))

    assert links["en"] == "http://localhost/en-gb/where/tea"
    assert links[X_DEFAULT] == "http://localhost/de-de/where/tea"


def test_what_is_exempt_has_no_link_header(mount):
    app = plain_shop()
    app.add_url_rule("/report", "report", lambda: {"cups": 3})
    app.add_url_rule("/admin/", "admin.home", lambda: "admin")

    visitor = mount(app=app, routing={"exempt": ["/report", "admin"]}).test_client()

    assert "Link" not in visitor.get("/de-de/report").headers
    assert "Link" not in visitor.get("/de-de/admin/").headers


def test_a_head_request_has_the_header_of_the_page(visitor):
    assert visitor.head("/de-de/tea").headers["Link"] == visitor.get("/de-de/tea").headers["Link"]


def test_the_host_s_own_link_header_is_kept(mount):
    app = plain_shop()
    app.add_url_rule("/linked", "linked", lambda: ("page", {"Link": "</x.css>; rel=preload"}))

    found = mount(app=app).test_client().get("/de-de/linked").headers.getlist("Link")

    assert found[0] == "</x.css>; rel=preload"
    assert 'hreflang="x-default"' in found[1]


@pytest.mark.parametrize("robots", ["noindex", "googlebot: noindex, nofollow", "max-snippet:5, noindex"])
def test_what_is_kept_from_the_index_has_none(mount, robots):
    app = plain_shop()
    app.add_url_rule("/hidden", "hidden", lambda: ("tea", {"X-Robots-Tag": robots}))
    app.add_url_rule("/shown", "shown", lambda: ("tea", {"X-Robots-Tag": "nosnippet"}))
    visitor = mount(app=app).test_client()

    assert "Link" not in visitor.get("/de-de/hidden").headers
    assert "Link" in visitor.get("/de-de/shown").headers


def test_a_header_that_would_burst_a_proxy_s_buffer_is_not_sent(mount):
    app = plain_shop(PAGE="{{ storefront_head() }}")
    visitor = mount(app=app, base_address="https://shop.example").test_client()

    lengths = [len(visitor.get(f"/de-de/where/{'x' * length}").headers.get("Link", "")) for length in (100, 250, 1000)]

    assert 0 < lengths[0] < lengths[1] <= LONGEST_LINK_HEADER
    assert lengths[2] == 0
    assert len(head_links(visitor.get(f"/de-de/tea?{'x' * 200}"))) == 9


NO_PATHS = ["tee", "", "https://evil.example/", 5, ("/tee",), "/\ud800"]


@pytest.mark.parametrize("wrong", NO_PATHS)
def test_what_the_host_names_and_is_no_path_is_left_out_and_told_of_once(host, visitor, wrong, caplog):
    host.told["/tea"] = {"en": "/tea", "de": "/tee", "fr": wrong}

    page = visitor.get("/en-gb/tea")

    assert [code for code, _ in head_links(page)] == ["de-DE", "de-AT", "de", "de-CH", "en-GB", "en", "x-default"]
    assert header_links(page) == head_links(page)
    assert '<a href="/fr-ch/" ' in page.text
    [record] = caplog.records
    assert record.message.startswith("of /tea the host names what is no path, which is left out: {'fr': ")


def test_our_own_pages_are_in_no_index(visitor):
    page = visitor.get("/de-de/storefront/checkout")

    assert '<meta name="robots" content="noindex">' in page.text
    assert head_links(page) == []
    assert canonical(page) is None
