"""The walk sees the whole site, within its limits, and nothing that is not the shop's."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, g, redirect, request
from werkzeug.serving import make_server

from storefront_plugin.host import SitemapPage
from storefront_plugin.markets.audit import findings_of
from storefront_plugin.markets.audit.auditing import audit, audit_app
from storefront_plugin.markets.audit.in_process import AppWeb
from storefront_plugin.markets.audit.over_http import LiveWeb
from storefront_plugin.markets.audit.ports import Answer
from storefront_plugin.markets.audit.walk import walk
from storefront_plugin.markets.edition import Editions
from storefront_plugin.web.parts import parts_of
from tests.markets.audits import DE, EN, FR, HTML, ROOT, SITEMAP, TinySite
from tests.markets.sitemaps import ListingHost
from tests.shops import MARKETS, plain_shop

ADDRESS = "https://shop.example"
TEXT = ("content-type", "text/plain")


@pytest.fixture
def host():
    return ListingHost(SitemapPage("/"), SitemapPage("/tea"))


@pytest.fixture
def app():
    """The tiny shop, with pages as languages go."""
    page = (
        '<!doctype html><html lang="{{ storefront_edition().locale }}"><head>{{ storefront_head() }}</head>'
        '<body>{{ storefront_switcher() }}<a href="{{ url_for("tea") }}">tea</a><a href="/nowhere">x</a></body></html>'
    )
    return plain_shop(PAGE=page)


@pytest.fixture
def shop(mount, app):
    return mount(app=app, base_address=ADDRESS)


@pytest.fixture
def site():
    return TinySite()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


# Which pages are seen


def test_it_follows_sitemap_links_alternates_canonicals_and_redirects(site):
    site.sets = {DE: site.sets[DE]}
    site.extra[DE] = '<a href="/linked">x</a><a href="https://elsewhere.example/">y</a>'
    site.canonicals[DE] = f"{ROOT}canonical"
    site.answers[f"{ROOT}linked"] = Answer(302, [("location", "hop")])

    seen = walk(site, limit=100)

    assert set(seen.pages) == {ROOT, DE, EN, FR} | {f"{ROOT}{name}" for name in ("linked", "canonical", "hop")}
    assert seen.unseen == 0
    assert seen.elsewhere == frozenset()


def test_each_address_is_asked_once(site):
    walk(site, limit=100)

    asked = [url for url in site.asked if url != SITEMAP]
    strangers = 1
    assert asked.count(DE) + asked.count(EN) + asked.count(FR) == 3 + strangers
    assert asked.count(f"{ROOT}robots.txt") == 1


def test_at_the_limit_it_stops_and_says_how_many_are_left(site):
    seen = walk(site, limit=2)

    assert len(seen.pages) == 2
    assert seen.unseen == 2
    assert audit(site, limit=2).findings == []


def test_alternates_go_before_other_pages(site):
    site.extra[EN] = "".join(f'<a href="/{number}">{number}</a>' for number in range(50))

    assert {DE, EN, FR} < set(walk(site, limit=4).pages)


def test_alternates_on_hosts_of_others_are_counted_and_not_asked(site):
    other = "https://it.example/tea"
    site.sets = {url: [*claims, ("it-IT", other)] for url, claims in site.sets.items()}

    report = audit(site, limit=100)

    assert (report.elsewhere, report.findings) == (1, [])
    assert other not in site.asked


def test_what_robots_txt_forbids_is_looked_at_but_leads_nowhere(site):
    site.answers[f"{ROOT}robots.txt"] = Answer(200, body=b"User-agent: *\nDisallow: /de/")
    site.extra[DE] = '<a href="/beyond">x</a>'

    seen = walk(site, limit=100)

    assert seen.pages[DE].blocked
    assert f"{ROOT}beyond" not in seen.pages


def test_the_sitemap_may_be_an_index_that_robots_txt_names_and_be_packed(site):
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    index = f"<sitemapindex {spaces}><sitemap><loc>{ROOT}1.gz</loc></sitemap><sitemap><loc>https://x.example/2</loc>"
    pages = f"<urlset {spaces}><url><loc>{ROOT}listed</loc></url></urlset>"
    site.answers |= {
        f"{ROOT}robots.txt": Answer(200, body=b"Sitemap: /map.xml"),
        f"{ROOT}map.xml": Answer(200, body=f"{index}</sitemap></sitemapindex>".encode()),
        f"{ROOT}1.gz": Answer(200, body=gzip.compress(pages.encode())),
    }

    seen = walk(site, limit=100)

    assert list(seen.sitemap) == [f"{ROOT}listed"]
    assert f"{ROOT}listed" in seen.pages


def test_where_robots_txt_names_a_file_that_others_serve_the_usual_places_are_looked_at(site):
    site.answers[f"{ROOT}robots.txt"] = Answer(200, [TEXT], b"Sitemap: https://shop.example/served-by-another.xml")

    assert set(walk(site, limit=100).sitemap) == {DE, EN, FR}


@pytest.mark.parametrize("body", [b"", b"<html>", b"\x1f\x8bjunk", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
def test_what_is_no_sitemap_says_nothing(site, body):
    site.answers[SITEMAP] = Answer(200, [HTML], body)

    assert walk(site, limit=100).sitemap == {}


# In the process


def test_the_mounted_app_is_walked_under_its_own_address(shop):
    seen = walk(AppWeb(shop, parts_of(shop)[Editions], ADDRESS), limit=100)

    editions = ("de-de", "de-ch", "fr-ch", "en-gb")
    assert {f"{ADDRESS}/{code}{path}" for code in editions for path in ("/", "/tea")} < set(seen.pages)
    assert len(seen.sitemap) == 8
    assert {len(each.claims) for each in seen.sitemap.values()} == {9}
    assert audit_app(shop).findings == []


def test_a_shop_below_a_prefix_is_walked_there(mount, app):
    app.config["APPLICATION_ROOT"] = "/shop"
    shop = mount(app=app, base_address=ADDRESS)

    report = audit_app(shop)

    assert (report.why_not, report.findings, report.sets) == ("", [], 2)
    assert not AppWeb(shop, parts_of(shop)[Editions], ADDRESS).has(f"{ADDRESS}/elsewhere")


def test_requests_share_neither_cookies_nor_g(shop, app):
    seen = []

    @app.before_request
    def look():
        seen.append((dict(request.cookies), "mark" in g, request.headers.get("Accept-Language")))
        g.mark = True

    @app.after_request
    def mark(response):
        response.set_cookie("mark", "1")
        return response

    with app.app_context():
        g.mark = True
        audit_app(shop)

    assert {(str(cookies), has_mark) for cookies, has_mark, _ in seen} == {("{}", False)}
    # None is sent, but to see whether it makes another page.
    assert {language for _, _, language in seen} == {None, "de-CH"}


def test_a_page_that_breaks_is_a_finding_and_stops_nothing(shop, host):
    host.listed = [*host.listed, SitemapPage("/broken")]

    found = audit_app(shop).findings

    assert {each.rule for each in found} == {"H15-answers"}
    assert {each.url for each in found} == {f"{ADDRESS}/{code}/broken" for code in ("de-de", "de-ch", "fr-ch", "en-gb")}
    assert "ZeroDivisionError" in found[0].what


def test_a_page_that_takes_its_address_from_the_request_is_found(shop, app):
    app.config["PAGE"] = app.config["PAGE"].replace('"/nowhere"', '"/en-gb/own"')
    own = '<html lang="en"><link rel="alternate" hreflang="{}" href="{}">'
    app.add_url_rule("/own", "own", lambda: own.format("en", request.base_url))

    found = [each for each in audit_app(shop).findings if each.rule == "H22"]

    own = (f"{ADDRESS}/en-gb/own", "https://stranger.invalid/en-gb/own")
    assert own in [(each.url, each.other) for each in found]
    assert all(each.url.endswith("/own") for each in found)


def test_a_host_that_leads_to_another_page_is_found(shop, host):
    host.told["/tea"] = {"de-de": "/tea", "fr-ch": "/the"}

    found = audit_app(shop).findings

    assert {each.rule for each in found} >= {"H15-answers"}
    assert f"{ADDRESS}/fr-ch/the" in {each.other for each in found}


def test_editions_on_hosts_of_their_own_are_walked_there(mount, app):
    own = {"de": {**MARKETS["de"], "host": "shop.de"}}
    shop = mount(app=app, base_address=ADDRESS, markets={**MARKETS, **own})

    seen = walk(AppWeb(shop, parts_of(shop)[Editions], ADDRESS), limit=100)

    assert {"https://shop.de/de-de/tea", f"{ADDRESS}/de-ch/tea"} < set(seen.pages)
    assert seen.elsewhere == frozenset()
    assert findings_of(seen) == []


# Over HTTP


def test_a_running_copy_is_walked_under_the_shop_s_names(shop):
    with served(shop) as url:
        seen = walk(LiveWeb(url, [ADDRESS]), limit=100)

    assert findings_of(seen) == []
    assert len(seen.variants) == 8
    assert all(page.startswith(f"{ADDRESS}/") for page in seen.pages)


def test_a_running_copy_is_asked_under_its_own_name_but_for_editions_with_a_host():
    asked = []
    app = Flask("names")
    app.add_url_rule("/<path:path>", "name", lambda path: asked.append((path, request.host)) or "x")

    with served(app) as url:
        web = LiveWeb(url, [ADDRESS, "https://shop.de"])
        web.get(f"{ADDRESS}/a")
        web.get("https://shop.de/b")
        web.get(f"{url}/c")

    own = url.removeprefix("http://")
    assert asked == [("a", own), ("b", "shop.de"), ("c", own)]
    assert not web.has("https://elsewhere.example/")


def test_a_site_that_is_none_of_the_shop_s_names_is_walked_under_its_own(mount, app):
    with served(mount(app=app)) as url:
        seen = walk(LiveWeb(url), limit=100)

    assert f"{url}/de-de/tea" in seen.pages
    assert seen.spoofed == {}


def test_redirects_and_errors_are_answers():
    app = Flask("answers")
    app.add_url_rule("/hop", "hop", lambda: redirect("/there"))

    with served(app) as url:
        web = LiveWeb(url)
        hop, gone = web.get(f"{url}/hop"), web.get(f"{url}/gone")

    assert (hop.status, hop.first("location")) == (302, "/there")
    assert (gone.status, gone.mimetype) == (404, "text/html")


def test_who_does_not_answer_is_a_fault():
    answer = LiveWeb("http://127.0.0.1:1").get("http://127.0.0.1:1/")

    assert answer.status == 0
    assert "refused" in answer.fault


@pytest.mark.parametrize(
    ("mimetype", "most"),
    [
        ("text/html", 5 * 1024 * 1024),
        ("application/xml", 50 * 1024 * 1024 + 1),
        ("text/event-stream", 0),
        ("image/png", 0),
    ],
)
def test_a_body_has_a_most(mimetype, most):
    assert Answer(200, [("content-type", f"{mimetype}; charset=utf-8")]).most_bytes == most


def test_a_large_page_is_read_to_its_most_and_a_stream_not_at_all():
    def endless():
        while True:
            yield "x" * 100_000

    app = Flask("large")
    app.add_url_rule("/page", "page", lambda: app.response_class(endless()))
    app.add_url_rule("/stream", "stream", lambda: app.response_class(endless(), mimetype="text/event-stream"))
    inside = AppWeb(app, Editions(()), ADDRESS)

    with served(app) as url:
        web = LiveWeb(url)
        sizes = [len(web.get(f"{url}/{name}").body) for name in ("page", "stream")]

    assert sizes == [5 * 1024 * 1024, 0]
    assert [len(inside.get(f"{ADDRESS}/{name}").body) for name in ("page", "stream")] == sizes


def test_an_answer_that_never_ends_is_given_up():
    hours = iter(range(0, 1_000_000, 3600))
    app = Flask("dripping")
    app.add_url_rule("/", "drip", lambda: app.response_class(f"{number}" * 100 for number in range(100)))

    with served(app) as url:
        answer = LiveWeb(url, clock=lambda: next(hours)).get(f"{url}/")

    assert "still answering" in answer.fault
