"""The app serves its own sitemap: one address, the same for everybody, and what it names is there."""

import re
from datetime import date

import pytest
from flask import g, has_request_context, request, url_for
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from storefront_plugin.host import SitemapPage
from storefront_plugin.markets.sitemap import shards as shards_module
from storefront_plugin.markets.sitemap.shards import Limits, cut
from tests.markets.sitemaps import ROOT, ListingHost, files_of, urls_of

ADDRESS = "/storefront/sitemap.xml"


@pytest.fixture
def host() -> ListingHost:
    return ListingHost(SitemapPage("/"), SitemapPage("/tea", date(2026, 11, 21)), SitemapPage({"de": "/where/tee"}))


@pytest.fixture
def shop(mount):
    return mount(base_address=ROOT, config={"TESTING": False})


@pytest.fixture
def small_files(monkeypatch):
    """Files of four addresses at most."""
    monkeypatch.setattr("storefront_plugin.markets.sitemap.listing.cut", lambda pages: cut(pages, Limits(urls=4)))


def test_a_small_shop_s_sitemap_is_one_file(visitor):
    answer = visitor.get(ADDRESS)

    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    assert answer.headers["Cache-Control"] == "public, max-age=600"
    assert len(urls_of(answer.data)) == 4 + 4 + 2
    assert urls_of(answer.data)[4].lastmod == "2026-11-21"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.usefixtures("small_files")
def test_a_larger_shop_s_sitemap_is_an_index_of_files(visitor, caplog):
    listed = files_of(visitor.get(ADDRESS).data)
    answers = [visitor.get(url.removeprefix(ROOT)) for url, _ in listed]

    assert listed == [
        (f"{ROOT}/storefront/sitemap-1.xml", None),
        (f"{ROOT}/storefront/sitemap-2.xml", "2026-11-21"),
        (f"{ROOT}/storefront/sitemap-3.xml", None),
    ]
    assert [len(urls_of(answer.data)) for answer in answers] == [4, 4, 2]
    assert visitor.get("/storefront/sitemap-4.xml").status_code == 404
    assert caplog.records == []


def test_a_shop_too_large_for_it_is_told_to_write_files(visitor, host, small_files, caplog):
    host.listed = [SitemapPage(f"/where/{number}") for number in range(6)]

    assert len(files_of(visitor.get(ADDRESS).data)) == 6
    assert "flask storefront sitemap write" in caplog.text


@pytest.mark.parametrize("path", ["sitemap-0.xml", "sitemap--1.xml", "sitemap-x.xml", "sitemap-50001.xml"])
def test_a_file_that_cannot_be_is_not_found(visitor, path):
    assert visitor.get(f"/storefront/{path}").status_code == 404


def test_every_address_it_names_is_a_page_whose_head_and_header_name_the_same(visitor, host):
    """H10 and H15."""
    host.told["/tea"] = {"de": "/tea", "fr": "/tea"}
    host.listed = [SitemapPage("/"), SitemapPage(host.told["/tea"])]

    urls = urls_of(visitor.get(ADDRESS).data)

    assert len(urls) == 4 + 3
    for url in urls:
        page = visitor.get(url.loc.removeprefix(ROOT))
        assert page.status_code == 200
        assert "noindex" not in page.headers.get("X-Robots-Tag", "") + page.text
        assert f'<link rel="canonical" href="{url.loc}">' in page.text
        assert re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page.text) == url.alternates
        in_header = re.findall(r'<([^>]+)>; rel="alternate"; hreflang="([^"]+)"', page.headers["Link"])
        assert [(code, address) for address, code in in_header] == url.alternates


def test_a_host_header_is_not_believed(visitor):
    """H22."""
    spoofed = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}

    assert visitor.get(ADDRESS, headers=spoofed).data == visitor.get(ADDRESS).data


def test_without_a_known_address_there_is_none(mount):
    visitor = mount(config={"TESTING": False}).test_client()

    assert visitor.get(ADDRESS).status_code == 404
    assert visitor.get("/storefront/sitemap-1.xml").status_code == 404


def test_a_host_that_lists_nothing_has_none(visitor, host):
    host.listed = []

    assert visitor.get(ADDRESS).status_code == 404


def test_below_an_edition_s_prefix_there_is_no_second_one(visitor):
    assert visitor.get(f"/de-de{ADDRESS}").status_code == 404


def test_below_a_mount_every_address_lies_below_it(shop):
    visitor = Client(DispatcherMiddleware(lambda environ, start: start("404 Nothing", []) or [b""], {"/shop": shop}))

    urls = urls_of(visitor.get(f"/shop{ADDRESS}").data)

    assert {url.loc.startswith(f"{ROOT}/shop/") for url in urls} == {True}


# The request in which the host is asked


def test_the_host_lists_its_pages_for_nobody_with_paths_of_its_url_for(shop, host):
    seen = []

    def listed():
        seen.append((request.cookies.get("customer"), request.script_root, g.get("opened")))
        g.opened = True
        yield SitemapPage(url_for("where", below="tea"))
        assert g.opened

    mounted = Client(DispatcherMiddleware(lambda environ, start: start("404 Nothing", []) or [b""], {"/shop": shop}))
    mounted.set_cookie("customer", "ada")
    for client, mount in ((shop.test_client(), ""), (mounted, "/shop")):
        host.listed = Again(listed)
        first = urls_of(client.get(mount + ADDRESS).data)[0]
        assert first.loc == f"{ROOT}{mount}/de-de/where/tea"

    assert seen == [(None, "", None)] * 4


class Again:
    """Iterates anew each time."""

    def __init__(self, generator):
        self._generator = generator

    def __iter__(self):
        return self._generator()


def test_what_the_host_opens_for_its_list_stays_open_until_the_end_and_is_closed_then(shop, host):
    open_now = []

    @shop.teardown_appcontext
    def close(_):
        if g.pop("mine", None):
            open_now.pop()

    def listed():
        g.mine = True
        open_now.append(1)
        for number in range(100):
            assert open_now
            yield SitemapPage(f"/where/{number}")

    host.listed = Again(listed)

    assert len(urls_of(shop.test_client().get(ADDRESS).data)) == 400
    assert open_now == []


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_answer_nobody_reads_to_its_end_leaves_no_request_behind(shop, host, method):
    host.listed = [SitemapPage(f"/where/{number}") for number in range(5_000)]
    paths = []
    shop.after_request(lambda response: paths.append(request.path) or response)

    with shop.test_client() as visitor:
        answer = visitor.open(ADDRESS, method=method, buffered=False)
        answer.close()

    assert not has_request_context()
    assert paths == [ADDRESS]
    assert visitor.get("/de-de/tea").status_code == 200


def test_a_host_that_fails_is_a_fault_of_ours_and_no_half_sitemap(shop, host):
    def listed():
        yield SitemapPage("/tea")
        raise ZeroDivisionError

    host.listed = Again(listed)
    answer = shop.test_client().get(ADDRESS)

    assert answer.status_code == 500
    assert b"<urlset" not in answer.data


def test_the_limits_are_the_protocol_s():
    assert (shards_module.LIMITS.urls, shards_module.LIMITS.size) == (50_000, 52_428_800)
