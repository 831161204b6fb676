"""Whatever a server or a proxy calls the mount, links stay on this host and are written as addresses."""

import re

import pytest
from werkzeug.middleware.proxy_fix import ProxyFix

from storefront_plugin.host import SitemapPage
from tests.markets.sitemaps import ListingHost
from tests.shops import plain_shop

BASE = "https://shop.example"
HTML = {"Accept": "text/html"}
CAFE = "/café".encode().decode("latin-1")


@pytest.fixture
def shop(mount):
    page = '{{ storefront_head() }}{{ storefront_switcher() }}<a href="{{ url_for("tea") }}">tea</a>'
    return mount(host=ListingHost(SitemapPage("/tea")), app=plain_shop(PAGE=page), base_address=BASE)


@pytest.mark.parametrize(("told", "mount_"), [("/", ""), ("//", ""), ("/shop/", "/shop"), ("//shop", "/shop")])
def test_a_mount_may_end_in_a_slash(shop, told, mount_):
    page = shop.test_client().get("/fr-ch/tea", environ_overrides={"SCRIPT_NAME": told})

    assert f'<a href="{mount_}/fr-ch/tea">tea</a>' in page.text
    assert f'<link rel="canonical" href="{BASE}{mount_}/fr-ch/tea">' in page.text
    assert f'<link rel="stylesheet" href="{mount_}/storefront/static/storefront.css">' in page.text
    assert page.headers["Link"].startswith(f"<{BASE}{mount_}/de-de/tea>; ")


def test_a_server_may_cut_the_slash_off_the_path(shop):
    page = shop.test_client().get("/", environ_overrides={"SCRIPT_NAME": "/shop/", "PATH_INFO": "fr-ch/tea"})

    assert f'<link rel="canonical" href="{BASE}/shop/fr-ch/tea">' in page.text


@pytest.mark.parametrize(("prefix", "mount_"), [("/", ""), ("/shop/", "/shop")])
def test_a_proxy_s_prefix_leads_nobody_away(shop, prefix, mount_):
    shop.wsgi_app = ProxyFix(shop.wsgi_app, x_prefix=1)
    visitor = shop.test_client()
    visitor.set_cookie("storefront_edition", "fr-ch")

    answers = [visitor.get(path, headers={**HTML, "X-Forwarded-Prefix": prefix}) for path in ("/tea", "/FR-CH/tea")]

    assert [answer.headers["Location"] for answer in answers] == [f"{mount_}/fr-ch/tea"] * 2


@pytest.mark.parametrize(("told", "written"), [(CAFE, "/caf%C3%A9"), ("/my shop", "/my%20shop")])
def test_a_foreign_mount_is_written_as_an_address_everywhere(shop, told, written):
    visitor = shop.test_client()

    page = visitor.get("/fr-ch/tea", environ_overrides={"SCRIPT_NAME": told})
    sitemap = visitor.get("/storefront/sitemap.xml", environ_overrides={"SCRIPT_NAME": told})

    ours = re.findall(r'(?:href|src|data-storefront-suggestion)="([^"]*)"', page.text.partition('<a href="' + told)[0])
    assert all(address.removeprefix(BASE).startswith(f"{written}/") for address in ours[:-1])
    assert f"<{BASE}{written}/fr-ch/tea>" in page.headers["Link"]
    assert f"<loc>{BASE}{written}/fr-ch/tea</loc>" in sitemap.text


def test_slashes_before_a_path_make_no_other_page(shop):
    visitor = shop.test_client()

    pages = [
        visitor.get("/", environ_overrides={"PATH_INFO": path}) for path in ("/fr-ch//", "/fr-ch///", "/fr-ch//tea")
    ]

    canonicals = [re.findall(r'canonical" href="([^"]*)"', page.text)[0] for page in pages]
    assert canonicals == [f"{BASE}/fr-ch/", f"{BASE}/fr-ch/", f"{BASE}/fr-ch/tea"]
