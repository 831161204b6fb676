"""Whoever listens at debug level hears why an edition was chosen, once for each decision."""

import logging

import pytest

from tests.markets.test_edition_addresses import BASE, COUNTRY_DOMAINS, get

FRENCH = {"Accept-Language": "fr"}


@pytest.fixture
def said(caplog):
    """What the negotiation has said so far, at that level."""
    with caplog.at_level(logging.DEBUG, logger="storefront_plugin.markets.negotiation"):
        yield lambda: [record.message for record in caplog.records if record.levelno == logging.DEBUG]


def test_a_suggestion_says_why(visitor, said):
    visitor.get("/de-de/storefront/suggestion?path=/tea", headers=FRENCH)

    why = "Of the languages asked for, “fr” is answered best, by fr-CH (distance 4). So the edition is fr-ch."
    assert said() == [f"fr-ch: {why}"]


def test_a_visitor_led_by_her_cookie_is_told_of(mount, caplog):
    visitor = mount().test_client()
    visitor.set_cookie("storefront_edition", "fr-ch")

    with caplog.at_level(logging.DEBUG, logger="storefront_plugin.markets.adapters"):
        visitor.get("/tea", headers={"Accept": "text/html"})

    assert caplog.messages == ["fr-ch: The visitor’s cookie names it, and the address '/tea' names none."]


def test_a_root_among_several_hosts_says_why_once_and_of_its_own_editions(mount, said):
    visitor = mount(markets=COUNTRY_DOMAINS, base_address=BASE).test_client()

    get(visitor, f"{BASE}/", headers=FRENCH)

    why = "No edition fits the languages asked for (“fr”): the default’s language is taken."
    assert said() == [f"en-gb: {why} So the edition is en-gb."]
