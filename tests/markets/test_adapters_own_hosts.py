"""An edition on a host of its own stays there, whatever SERVER_NAME and sub-domains say."""

import pytest
from flask import Flask, url_for

from tests.shops import MARKETS, make_app

BASE = "https://shop.example"
DE, CH, GB = MARKETS["de"], MARKETS["ch"], MARKETS["gb"]
ABROAD = {"gb": GB, "de": {**DE, "host": "shop.de", "editions": {"de-DE": {"prefix": ""}}}}
SUB_DOMAIN = {"gb": GB, "de": {**DE, "host": "de.shop.example"}}


def shop(folder, markets, **named):
    app = Flask("named", **named)
    app.config.update(SECRET_KEY="the shop's own key", SERVER_NAME="shop.example")
    app.add_url_rule("/lists/", "lists", lambda: url_for("lists", _external=True))
    return make_app(folder, app=app, markets=markets, base_address=BASE).test_client()


@pytest.mark.parametrize(
    ("root", "prefix"), [("https://shop.de", ""), ("https://shop.example", "/en-gb"), ("https://unknown.example", "")]
)
def test_whole_addresses_and_redirects_stay_on_the_edition_s_host(tmp_path, root, prefix):
    visitor = shop(tmp_path, ABROAD)
    expected = f"{'https://shop.example' if root == 'https://unknown.example' else root}{prefix}/lists/"

    assert visitor.get(f"{prefix}/lists/", base_url=root).text == expected
    assert visitor.get(f"{prefix}/lists", base_url=root).headers["Location"] == expected


def test_with_sub_domain_matching_an_edition_s_sub_domain_has_the_whole_shop(tmp_path):
    visitor = shop(tmp_path, SUB_DOMAIN, subdomain_matching=True)

    page = visitor.get("/de-de/lists/", base_url="https://de.shop.example")

    assert (page.status_code, page.text) == (200, "https://de.shop.example/de-de/lists/")


def test_a_hand_written_link_is_led_on_there_too(tmp_path):
    visitor = shop(tmp_path, SUB_DOMAIN, subdomain_matching=True)
    visitor.set_cookie("storefront_edition", "de-de", domain="de.shop.example")

    answer = visitor.get("/lists/", base_url="https://de.shop.example", headers={"Accept": "text/html"})

    assert answer.headers["Location"] == "/de-de/lists/"
