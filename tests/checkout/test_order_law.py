"""What the law of the buyer's country wants at the till, in the table, on the page and in JSON."""

import re
from gettext import NullTranslations

import pytest

from storefront_plugin.checkout.law import law_of
from storefront_plugin.texts import Catalogues
from tests.checkout.tea_shop import AMERICAN, BERLIN_TYPED, GERMAN, JAPANESE

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

WAYS = {
    GERMAN: ("DE", BERLIN_TYPED, "Order with obligation to pay"),
    AMERICAN: (
        "US",
        {"country": "US", "name": "Ada", "line1": "1 Way", "city": "Portland", "region": "OR", "postcode": "97201"},
        "Pay now",
    ),
    JAPANESE: (
        "JP",
        {"country": "JP", "name": "Ada", "line1": "1-1", "city": "Chiyoda", "region": "13", "postcode": "100-0001"},
        "Confirm the order",
    ),
}


@pytest.fixture(autouse=True)
def in_english(monkeypatch):
    """The sentences as they are written, whatever the catalogues say."""
    monkeypatch.setattr(Catalogues, "of", lambda self, locale: NullTranslations())


@pytest.mark.parametrize(
    ("countries", "button"),
    [
        (("DE", "AT", "FR", "IE", "NO", "IS", "LI"), "Order with obligation to pay"),
        (("JP",), "Confirm the order"),
        (("US", "GB", "CH", "AE"), "Pay now"),
    ],
)
def test_each_country_has_the_button_that_its_law_wants(countries, button, database_url):
    assert {str(law_of(country, has_terms=True).button) for country in countries} == {button}


def test_terms_are_consented_to_only_where_there_are_some(database_url):
    assert [consent.key for consent in law_of("DE", has_terms=True).consents] == ["terms"]
    assert law_of("DE", has_terms=False).consents == ()


@pytest.mark.parametrize("edition", WAYS)
def test_the_page_carries_the_button_and_the_notices_of_its_country(shop, edition):
    country, address, button = WAYS[edition]
    visitor = shop.browser(edition=edition)

    page = visitor.follow(visitor.post("/storefront/checkout", **address, email="ada@example.org")).text

    form = re.search(r'<form[^>]*/pay".*?</form>', page, re.DOTALL)[0]
    assert re.findall(r"<button[^>]*>([^<]*)</button>", form) == [button]
    for notice in law_of(country, has_terms=True).notices:
        assert str(notice) in form[: form.index("<button")]
    assert f'href="/{edition}/terms"' in form
    # The total stands right above the button.
    assert re.search(r"[€$￥]", form[form.rindex("<p", 0, form.index("<button")) : form.index("<button")])


@pytest.mark.parametrize("edition", WAYS)
def test_the_api_tells_a_front_end_the_same(shop, edition):
    country, _, button = WAYS[edition]

    till = shop.browser(edition=edition).read(f"/till/{country.lower()}").json

    assert till["button"] == button
    assert [consent["key"] for consent in till["consents"]] == ["terms"]
    assert till["notices"] == [str(notice) for notice in law_of(country, has_terms=True).notices]
    assert till["terms_url"] == f"/{edition}/terms"
    assert (till["publishable_key"], till["test_cards"][0]) == (None, "pm_card_visa")
