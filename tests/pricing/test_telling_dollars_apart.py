"""Where two dollars are sold in, no page, no JSON and no sentence leaves open which of them is meant."""

import pytest

from storefront_plugin.money import Money
from storefront_plugin.shapes import MoneyField, Shape
from storefront_plugin.texts import sf_
from storefront_plugin.web.routes import dump
from storefront_plugin.web.speech import say
from tests.shops import plain_shop

US = {"us": {"countries": ["US"], "currency": "USD", "locales": ["en-US"]}}
CANADA = {"ca": {"countries": ["CA"], "currency": "CAD", "locales": ["en-CA"]}}
PRICING = {"currency": "USD", "fixed_rates": {"CAD": "1.40"}}


class Offer(Shape):
    price = MoneyField()


@pytest.mark.parametrize(("path", "shown"), [("/en-us/tea", "US$10.00"), ("/en-ca/tea", "CA$14.00")])
def test_a_page_tells_two_dollars_apart(mount, path, shown):
    app = mount(app=plain_shop(PAGE="{{ 10|storefront_price }}"), markets=US | CANADA, pricing=PRICING)

    page = app.test_client().get(path).text

    assert f">{shown}</bdi>" in page


def test_a_page_of_one_dollar_shows_the_sign_that_everybody_knows(mount):
    app = mount(app=plain_shop(PAGE="{{ 10|storefront_price }}"), markets=US, pricing={"currency": "USD"})

    assert ">$10.00</bdi>" in app.test_client().get("/en-us/tea").text


def test_json_and_sentences_tell_them_apart_too(mount):
    price = Money.of("10.00", "USD")

    with mount(markets=US | CANADA, pricing=PRICING).test_request_context("/"):
        assert dump(Offer, {"price": price})["price"]["formatted"] == "US$10.00"
        assert say(sf_("The price is %(money)s.", money=price)) == "The price is US$10.00."
