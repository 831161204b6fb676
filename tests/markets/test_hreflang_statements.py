"""What search engines and the law ask of editions, where no other test says so; H7 and the like name the statement."""

from urllib.parse import urljoin

import pytest
from flask import render_template_string, request

from storefront_plugin.markets.alternates import X_DEFAULT
from tests.markets.test_edition_addresses import BASE, COUNTRY_DOMAINS, PREFIXES, SUB_DOMAINS, get, switches
from tests.markets.test_hreflang import canonical, head_links
from tests.shops import MARKETS, plain_shop

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize(
    ("markets", "home"),
    [
        (MARKETS, f"{BASE}/de-ch/"),
        (PREFIXES, f"{BASE}/suisse/"),
        (COUNTRY_DOMAINS, "https://shop.ch/fr-ch/"),
        (SUB_DOMAINS, "https://fr.shop.example/"),
    ],
)
@pytest.mark.parametrize("path", ["", "tea"])
def test_x_default_is_one_address_that_answers_at_once_or_after_one_redirect(mount, markets, home, path):
    """(H8)"""
    visitor = mount(markets=markets, base_address=BASE).test_client()

    [url] = [url for code, url in head_links(get(visitor, home + path)) if code == X_DEFAULT]
    answer = get(visitor, url)
    if answer.status_code == 302:
        answer = get(visitor, urljoin(url, answer.location))

    assert answer.status_code == 200


@pytest.fixture
def sure_of_countries(mount):
    """The tiny shop behind a proxy that says where its visitors are."""
    return mount(negotiation={"country_header": "CF-IPCountry"})


@pytest.mark.parametrize("country", ["US", "AT", "CH", "XX"])
def test_no_country_redirects_or_changes_a_page(sure_of_countries, country):
    """A robot asks from the United States, and whoever is abroad sees what she went to (H17, H24)."""
    plain = sure_of_countries.test_client().get("/de-de/tea")

    answer = sure_of_countries.test_client().get("/de-de/tea", headers={**HTML, "CF-IPCountry": country})

    assert (answer.status_code, answer.data) == (200, plain.data)
    assert canonical(answer) == "http://localhost/de-de/tea"
    assert "Vary" not in answer.headers


def test_who_accepts_a_suggestion_can_return_to_where_she_was(sure_of_countries):
    """(H24)"""
    visitor = sure_of_countries.test_client()
    swiss = {**HTML, "CF-IPCountry": "CH", "Accept-Language": "de"}

    first = visitor.get("/de-de/tea", headers=swiss)
    told = visitor.get("/de-de/storefront/suggestion?path=/tea", headers=swiss)
    there = visitor.get("/de-ch/tea", headers=swiss)
    back = visitor.get(switches(there)[0], headers=swiss)

    assert 'href="/de-ch/tea"' in told.text
    assert [answer.status_code for answer in (first, told, there, back)] == [200] * 4
    assert switches(there)[0] == "/de-de/tea"
    assert back.data == first.data


@pytest.mark.parametrize("query", ["", "?next=//evil.example", "?next=/\\evil.example", "?next=https:evil.example"])
def test_an_unknown_edition_is_the_host_s_404_in_the_default_one(mount, query):
    """(H21)"""
    app = plain_shop()
    app.register_error_handler(404, lambda fault: (render_template_string("{{ storefront_edition().code }}"), 404))

    answer = mount(app=app).test_client().get(f"/xx/tea{query}", headers={**HTML, "Accept-Language": "fr"})

    assert (answer.status_code, answer.text, answer.location) == (404, "de-de", None)


def test_a_list_that_is_shorter_in_an_edition_has_its_last_pages_in_the_others_alone(mount, host):
    """(H26)"""

    def pages_of_the_list(page):
        return {"de": page.path, "en": page.path} if request.args["page"] == "7" else None

    host.editions_of = pages_of_the_list
    host.nearest = lambda page, edition: page.path
    visitor = mount().test_client()

    sixth, seventh, french = [
        visitor.get(url) for url in ("/de-de/tea?page=6", "/de-de/tea?page=7", "/fr-ch/tea?page=7")
    ]

    assert dict(head_links(sixth))["fr"] == "http://localhost/fr-ch/tea?page=6"
    assert {code for code, _ in head_links(seventh)}.isdisjoint({"fr", "fr-CH"})
    assert switches(seventh)[2] == "/fr-ch/tea"
    assert (head_links(french), canonical(french)) == ([], None)
