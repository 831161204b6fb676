"""The audit as a fixture, asked as a shop's own tests ask it: imported beside a fixture `app`."""

import pytest

from storefront_plugin.host import SitemapPage
from storefront_plugin.testing import pytest_fixtures
from tests.markets.sitemaps import ListingHost
from tests.shops import plain_shop

PAGE = "<!doctype html><html {{ storefront_lang() }}><head>{{ storefront_head() }}</head>"

# As `from storefront_plugin.testing.pytest_fixtures import hreflang_audit` in a conftest.py.
hreflang_audit = pytest_fixtures.hreflang_audit


@pytest.fixture
def host():
    return ListingHost(SitemapPage("/"), SitemapPage("/tea"))


@pytest.fixture
def app(mount):
    return mount(app=plain_shop(PAGE=PAGE), base_address="https://shop.example")


def test_a_sound_shop_passes(hreflang_audit):
    hreflang_audit()


def test_a_broken_shop_fails_with_what_was_found(hreflang_audit, host):
    host.told["/tea"] = {"de-DE": "/tea", "fr-CH": "/the"}

    with pytest.raises(AssertionError, match=r"H15-answers(.|\n)*/fr-ch/the"):
        hreflang_audit()


def test_it_takes_a_limit(hreflang_audit, host):
    host.told["/tea"] = {"de-DE": "/tea", "fr-CH": "/the"}

    hreflang_audit(limit=1)
