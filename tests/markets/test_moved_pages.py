"""An old locale, the wrong case, an old path: one permanent hop to where the page is now, with its query."""

from urllib.parse import urlsplit

import pytest
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from tests.markets.test_edition_addresses import BASE, COUNTRY_DOMAINS, get, switches
from tests.shops import MARKETS, plain_shop

NEW = {"/old": "/tea", "/alt": "/thé", "/home": "/", "/same": "/same", "/evil": "//evil.example", "/no": "tea"}


@pytest.fixture
def moving(host):
    """A host whose pages have moved, which keeps what it was asked."""
    host.asked = []

    def moved(page):
        host.asked.append(page.path)
        return NEW.get(page.path)

    host.moved = moved
    return host


def shop_with_former(mount, markets=MARKETS, **settings):
    former = {"de-DE": {"prefix": "/de", "former": ["/germany", "/de_DE"]}}
    return mount(markets={**markets, "de": {**MARKETS["de"], "editions": former}}, **settings)


def hop(answer):
    return answer.status_code, answer.headers.get("Location")


# Old prefixes


@pytest.mark.parametrize("old", ["/germany", "/GERMANY", "/de_DE", "/de_de", "/de-de", "/DE-DE", "/DE"])
@pytest.mark.parametrize(
    ("path", "now"), [("", "/"), ("/", "/"), ("/tea", "/tea"), ("/th%C3%A9", "/th%C3%A9"), ("/old", "/tea")]
)
def test_any_former_prefix_is_one_permanent_hop_to_the_page_itself(mount, moving, old, path, now):
    visitor = shop_with_former(mount).test_client()

    answer = visitor.get(f"{old}{path}?a=1&utm_source=%2F")

    assert hop(answer) == (308, f"/de{now}?a=1&utm_source=%2F")


def test_an_edition_that_went_to_a_host_of_its_own_is_one_hop_away_from_everywhere(mount):
    visitor = mount(markets=COUNTRY_DOMAINS, base_address=BASE).test_client()

    assert hop(get(visitor, f"{BASE}/de-de/tea?a=1")) == (308, "https://shop.de/tea?a=1")
    assert hop(get(visitor, f"{BASE}/fr-ch/tea")) == (308, "https://shop.ch/fr-ch/tea")
    assert hop(get(visitor, "https://shop.ch/de-de/tea")) == (308, "https://shop.de/tea")
    assert hop(get(visitor, "https://shop.de/DE-DE/tea")) == (308, "/tea")
    assert get(visitor, "https://shop.de/en-gb/tea").status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_what_carries_a_body_is_led_from_an_old_prefix_as_a_page_is_and_keeps_it(mount, method):
    """(H23)"""
    visitor = shop_with_former(mount).test_client()

    assert hop(visitor.open("/germany/tea?a=1", method=method, data=b"milk")) == (308, "/de/tea?a=1")
    assert hop(visitor.open("/DE/tea", method=method, data=b"milk")) == (308, "/de/tea")
    assert visitor.post("/germany/tea", data=b"milk", follow_redirects=True).text == "milk"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_what_carries_a_body_is_not_led_from_an_old_path(mount, moving, method):
    assert shop_with_former(mount).test_client().open("/de/old", method=method).status_code == 404
    assert moving.asked == []


@pytest.mark.parametrize("below", ["//evil.example", "/\\evil.example", "//evil.example/..", "///x"])
def test_no_old_address_leads_to_another_shop(mount, below):
    markets = {"de": {**MARKETS["de"], "editions": {"de-DE": {"prefix": "", "former": ["/old"]}}}}
    app = mount(markets=markets)

    answer = Client(app.wsgi_app).open(f"/old{below}", base_url="http://localhost")

    location = answer.headers["Location"]
    assert answer.status_code == 308
    assert urlsplit(location).netloc == ""
    assert not location.startswith(("//", "/\\"))


# Old paths


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/old", "/tea"),
        ("/old?a=1&b=%C3%BC", "/tea?a=1&b=%C3%BC"),
        ("/alt", "/th%C3%A9"),
        ("/home", "/"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_old_path_is_one_permanent_hop_in_the_same_edition(mount, moving, path, expected, method):
    visitor = mount().test_client()

    answers = {edition: visitor.open(edition + path, method=method) for edition in ("/de-de", "/fr-ch")}

    for edition, answer in answers.items():
        assert hop(answer) == (308, edition + expected)
        assert "Link" not in answer.headers


def test_an_old_path_without_a_prefix_goes_to_its_canonical_address_at_once(mount, moving):
    assert hop(mount().test_client().get("/old")) == (308, "/de-de/tea")


def test_a_visitor_who_has_chosen_another_edition_is_led_from_an_old_prefix_all_the_same(mount, moving):
    visitor = shop_with_former(mount).test_client()
    visitor.set_cookie("storefront_edition", "fr-ch")

    assert hop(visitor.get("/germany/old", headers={"Accept": "text/html"})) == (308, "/de/tea")


@pytest.mark.parametrize("path", ["/nothing", "/same", "/no"])
def test_what_has_not_moved_stays_the_host_s_own_404(mount, moving, path):
    app = plain_shop()
    app.register_error_handler(404, lambda fault: ("sorry", 404))

    answer = mount(app=app).test_client().get(f"/de-de{path}")

    assert (answer.status_code, answer.text) == (404, "sorry")


def test_an_answer_that_is_another_host_stays_a_path(mount, moving):
    location = mount().test_client().get("/de-de/evil").headers["Location"]

    assert location == "/de-de//evil.example"
    markets = {"de": {**MARKETS["de"], "editions": {"de-DE": {"prefix": ""}}}}
    assert mount(markets=markets).test_client().get("/evil").headers["Location"] == "/evil.example"


def test_only_what_is_not_found_is_asked_for(mount, moving):
    visitor = mount().test_client()

    for path in ("/de-de/tea", "/de-de/", "/de-de/storefront/checkout", "/de-de/storefront/nothing", "/favicon.ico"):
        visitor.get(path)

    assert moving.asked == []


def test_a_host_that_fails_costs_nobody_the_answer(mount, host, caplog):
    host.moved = lambda page: 1 / 0
    visitor = shop_with_former(mount).test_client()

    assert visitor.get("/de/nothing").status_code == 404
    assert hop(visitor.get("/germany/tea")) == (308, "/de/tea")
    assert len(caplog.records) == 2


def test_below_a_mount_an_old_address_stays_below_it(mount, moving):
    shop = shop_with_former(mount)
    visitor = Client(DispatcherMiddleware(lambda environ, start: start("404 Nothing", []) or [b""], {"/shop": shop}))

    assert hop(visitor.get("/shop/germany/old")) == (308, "/shop/de/tea")
    assert hop(visitor.get("/shop/de/old")) == (308, "/shop/de/tea")


def test_a_page_is_asked_for_with_the_values_of_its_rule(mount, host):
    pages = []
    host.moved = pages.append

    shop_with_former(mount).test_client().get("/germany/where/x")

    [page] = pages
    assert (page.path, page.endpoint, page.values) == ("/where/x", "where", {"below": "x"})


# The nearest page


def test_the_switcher_offers_the_nearest_page_and_says_that_it_is_another(mount, host):
    host.told["/tea"] = {"de": "/tea"}
    host.nearest = lambda page, edition: "/thés" if edition == "fr-ch" else None

    page = mount().test_client().get("/de-de/tea?page=7")

    assert switches(page) == ["/de-de/tea?page=7", "/de-ch/tea?page=7", "/fr-ch/th%C3%A9s", "/en-gb/"]
    assert page.text.count("(führt auf eine andere Seite)") == 2
    assert "th%C3%A9s" not in page.headers["Link"]


def test_a_host_that_cannot_say_what_is_nearest_leads_home(mount, host, caplog):
    host.told["/tea"] = {"de": "/tea", "fr": "/tea"}
    host.nearest = lambda page, edition: 1 / 0

    page = mount().test_client().get("/de-de/tea")

    assert switches(page)[3] == "/en-gb/"
    assert len(caplog.records) == 1


def test_a_translated_path_is_one_hop_from_the_switcher(mount, host):
    app = plain_shop()
    app.add_url_rule("/thé", "french", app.view_functions["tea"])
    paths = {"de": "/tea", "en": "/tea", "fr": "/thé"}
    host.told = {"/tea": paths, "/thé": paths}
    visitor = mount(app=app).test_client()

    there = switches(visitor.get("/de-de/tea?size=2"))[2]

    assert there == "/fr-ch/th%C3%A9?size=2"
    assert visitor.get(there).status_code == 200
    assert switches(visitor.get(there))[0] == "/de-de/tea?size=2"
