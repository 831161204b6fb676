"""The example shop with the storefront in it: what its mounting tells, as search engines and browsers read it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from examples.shop.catalogue import CATEGORIES
from examples.shop.mounting import create_app
from examples.shop.seed import read_shelves
from tests.markets.sitemaps import urls_of

ADDRESS = "http://localhost"
EDITIONS = ("en-gb", "en-us", "de-de", "de-ch", "fr-ch", "en-ch", "ja-jp", "ar-ae", "en-ae")


@pytest.fixture
def visitor(tmp_path: Path) -> FlaskClient:
    database = str(tmp_path / "shop.sqlite3")
    return create_app({"SHOP_DATABASE": database, "SECRET_KEY": "test", "TESTING": True}).test_client()


@pytest.fixture
def listed(visitor) -> set[str]:
    return {url.loc.removeprefix(ADDRESS) for url in urls_of(visitor.get("/storefront/sitemap.xml").data)}


def test_the_sitemap_lists_every_page_in_the_editions_whose_language_it_is_told_in(listed):
    everywhere = {"/", "/terms", *(f"/shelves/{category}" for category in CATEGORIES)}
    told = {(f"/products/{product['sku']}", edition) for product in read_shelves() for edition in EDITIONS
            if edition[:2] in product}  # fmt: skip

    expected = {(path, edition) for path in everywhere for edition in EDITIONS} | told
    assert listed == {f"/{edition}{path}" for path, edition in expected}


def test_a_product_that_an_edition_lacks_is_not_listed_there(listed):
    notebook = {address.split("/")[1] for address in listed if address.endswith("/tasting-notebook")}

    assert set(EDITIONS) - notebook == {"ja-jp", "ar-ae"}


def test_every_page_listed_is_there(visitor, listed):
    assert {address: visitor.get(address).status_code for address in listed} == dict.fromkeys(listed, 200)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/de-ch/", 'lang="de-CH" dir="ltr"'),
        ("/ar-ae/shelves/tea", 'lang="ar-AE" dir="rtl"'),
        ("/ar-ae/nowhere", 'lang="ar-AE" dir="rtl"'),
        ("/fr-ch/storefront/checkout", 'lang="fr-CH" dir="ltr"'),
    ],
)
def test_a_page_says_its_edition_s_language_and_direction(visitor, path, said):
    assert f"<html {said}>" in visitor.get(path).text
