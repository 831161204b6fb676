"""Suggest, do not push: who is told of another edition, of which, and what a refusal does."""

import pytest

from storefront_plugin.markets.edition import Market, editions_of
from storefront_plugin.markets.negotiation.decision import Signals, decide
from storefront_plugin.markets.suggestion import suggested
from storefront_plugin.money import Currency
from tests.shops import TinyHost, make_app, token_for

EDITIONS = editions_of(
    (
        Market("gb", ("GB",), Currency.of("GBP"), ("en-GB",)),
        Market("de", ("DE", "AT"), Currency.of("EUR"), ("de-DE",)),
        Market("ch", ("CH",), Currency.of("CHF"), ("de-CH", "fr-CH")),
    )
)


@pytest.mark.parametrize(
    ("here", "accept_language", "country", "told"),
    [
        ("en-gb", "de", "", "de-de"),
        ("en-gb", "de, en;q=0.5", "", "de-de"),
        ("en-gb", "fr-CH, fr", "", "fr-ch"),
        ("de-de", "de", "CH", "de-ch"),
        ("de-ch", "de", "CH", None),
        ("de-de", "de-AT, de", "AT", None),
        ("de-ch", "de-DE, de", "", None),
        ("en-gb", "en", "", None),
        ("en-gb", "", "", None),
        ("en-gb", "", "DE", None),
        ("en-gb", "fi", "DE", None),
        ("de-de", "ja", "", None),
    ],
)
def test_who_is_told_of_which_edition(here, accept_language, country, told):
    decision = decide(EDITIONS, Signals(accept_language=accept_language, country=country))

    found = suggested(EDITIONS.at(here), decision)

    assert (found and found.code) == told


@pytest.fixture
def host():
    return TinyHost()


@pytest.fixture
def client(tmp_path, host):
    return make_app(tmp_path, host=host).test_client()


def ask(client, edition="de-de", path="/tea", **headers):
    return client.get(f"/{edition}/storefront/suggestion", query_string={"path": path}, headers=headers)


def test_the_suggestion_speaks_the_visitors_language_and_leads_to_the_same_page(client):
    answer = ask(client, **{"Accept-Language": "fr"})

    assert answer.status_code == 200
    assert 'lang="fr-CH"' in answer.text
    assert "CHF" in answer.text
    assert 'href="/fr-ch/tea"' in answer.text


def test_the_suggestion_names_the_language_and_the_currency_of_the_other_edition(client):
    assert "<p>You can also shop here: English, prices in GBP.</p>" in ask(client, **{"Accept-Language": "en"}).text


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/tea?size=2&utm_source=x", "/tea?size=2"),
        ("/where/what%3F?print", "/where/what%3F?print"),
        ("/tea?q=" + "x" * 300, "/tea"),
    ],
)
def test_the_page_keeps_its_query(client, path, expected):
    answer = ask(client, path=path, **{"Accept-Language": "fr"})
    refused = client.post("/de-de/storefront/suggestion", data={"path": path, "storefront_token": token_for(client)})

    assert f'href="/fr-ch{expected}"' in answer.text
    assert refused.location == f"/de-de{expected}"


def test_the_page_asks_with_its_query(client):
    page = client.get("/de-de/tea?size=2&utm_source=x")

    assert 'data-storefront-suggestion="/de-de/storefront/suggestion?path=%2Ftea%3Fsize%3D2"' in page.text


def test_it_leads_home_where_the_page_does_not_exist(client, host):
    host.told["/tea"] = {"de": "/tea"}

    assert 'href="/fr-ch/"' in ask(client, **{"Accept-Language": "fr"}).text


@pytest.mark.parametrize("headers", [{}, {"Accept-Language": ""}, {"Accept-Language": "de"}, {"Accept-Language": "*"}])
def test_who_asks_for_nothing_or_is_at_home_is_told_nothing(client, headers):
    assert ask(client, **headers).status_code == 204


def test_a_refusal_is_remembered(client):
    refused = client.post("/de-de/storefront/suggestion", data={"path": "/tea", "storefront_token": token_for(client)})

    assert (refused.status_code, refused.location) == (303, "/de-de/tea")
    assert ask(client, **{"Accept-Language": "fr"}).status_code == 204


@pytest.mark.parametrize(
    "path", ["//evil.example/x", "/\\evil.example", "https://evil.example", "\\\\evil.example", ""]
)
@pytest.mark.parametrize("edition", ["/de-de", ""])
def test_a_refusal_never_leads_off_the_host(client, path, edition):
    location = client.post(
        f"{edition}/storefront/suggestion", data={"path": path, "storefront_token": token_for(client)}
    ).location

    assert location.startswith(f"{edition}/")
    assert not location.startswith(("//", "/\\"))


def test_caches_are_told_what_it_depends_on_and_keep_nothing(client):
    answer = ask(client, **{"Accept-Language": "fr"})

    assert answer.headers["Vary"] == "Accept-Language, Cookie"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_page_is_the_same_bytes_for_everybody(client):
    pages = [client.get("/de-de/tea", headers=headers).data for headers in ({}, {"Accept-Language": "fr"})]

    assert pages[0] == pages[1]
    assert b"suggest.js" in pages[0]


def test_it_can_be_switched_off(tmp_path):
    page = make_app(tmp_path, negotiation={"suggest": False}).test_client().get("/de-de/tea")

    assert "suggest.js" not in page.text


def test_markup_in_the_path_stays_text(client):
    answer = ask(client, path='/"><script>alert(1)</script>', **{"Accept-Language": "fr"})

    assert "<script>" not in answer.text
