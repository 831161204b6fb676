"""Without a rate that may be used: one decision for the page, its structured data, the cart, the API and the quote."""

import re
from typing import ClassVar

import pytest
import time_machine

from storefront_plugin import CartLine, Host, Money, Product
from storefront_plugin.markets.edition import Editions
from storefront_plugin.pricing.service import Pricing
from storefront_plugin.web.parts import parts_of
from tests.pricing.feeds import ToldFeed, listen_to, refresh
from tests.shops import ADDRESS, MARKETS, token_for

API = "/de-ch/storefront/api/v1"
PAGE = (
    "{{ 10|storefront_price(sku='tea') }} {{ '24.90'|storefront_price(sku='pot') }}"
    "{{ storefront_sum([(product, 1)]) }} offer:{{ storefront_offer('tea') }}"
)
LISTS = {"sale": {"market": "ch", "sale": True, "prices": {"pot": "30.00"}}}


class ListingHost(Host):
    """It asks twelve francs for its tea, and a list thirty for its pot."""

    sold: ClassVar = {
        "tea": Product("tea", "Tea", Money.of("10.00", "EUR"), prices={"ch": Money.of("12.00", "CHF")}),
        "pot": Product("pot", "Pot", Money.of("24.90", "EUR")),
    }

    def product(self, sku):
        return self.sold.get(sku)

    def products(self):
        return self.sold.values()

    def cart(self):
        return [CartLine("tea", 1), CartLine("pot", 2)]


@pytest.fixture
def old_rates(mount, monkeypatch):
    """A shop whose only rates are fifty days old, by what is done then; None for a shop that has none at all."""

    def made(past_max_age, **settings):
        feed = ToldFeed()
        listen_to(monkeypatch, feed)
        app = mount(
            host=ListingHost(),
            config={"PAGE": PAGE},
            pricing={
                "currency": "EUR",
                "rates": {"max_age_days": 2, "past_max_age": past_max_age},
                "lists": LISTS,
                **settings.pop("pricing", {}),
            },
            **settings,
        )
        with time_machine.travel("2026-11-01T20:00:00Z", tick=False):
            feed.says("2026-11-01", GBP="0.85", CHF="0.95")
            refresh(app)
        return app

    return made


@pytest.fixture(autouse=True)
def in_december():
    with time_machine.travel("2026-12-20T20:00:00Z", tick=False):
        yield


def quoted(client):
    return client.post(
        f"{API}/quotes",
        json={
            "lines": [{"sku": "tea", "quantity": 1}],
            "address": {**ADDRESS, "country": "CH", "postcode": "8001"},
            "email": "a@example.com",
        },
        headers={"X-Storefront-Token": token_for(client, "/de-ch")},
    )


def shown(client):
    text = client.get("/de-ch/tea").text
    return re.findall(r'data-minor="(\d+)" data-currency="([A-Z]+)"', text), "ld+json" in text


def test_past_the_age_to_stop_at_nothing_is_sold_not_even_what_is_listed(old_rates):
    client = old_rates("stop").test_client()

    prices, has_offer = shown(client)
    cart = client.get(f"{API}/cart").json
    quote = quoted(client)

    assert {currency for _, currency in prices} == {"EUR"}
    assert not has_offer
    assert (cart["sold"], {line["unit"]["currency"] for line in cart["lines"]}) == (False, {"EUR"})
    assert client.get(f"{API}/prices?sku=tea").json["code"] == "rate_too_old"
    assert (quote.status_code, quote.json["code"]) == (503, "rate_too_old")


def test_past_the_age_to_hide_at_everything_is_sold_in_the_shop_s_own_currency(old_rates):
    client = old_rates("hide").test_client()

    prices, has_offer = shown(client)
    cart = client.get(f"{API}/cart").json

    assert {currency for _, currency in prices} == {"EUR"}
    assert has_offer
    assert (cart["sold"], cart["subtotal"]["amount"]) == (True, "59.80")
    assert quoted(client).json["total"]["amount"] == "10.00"


@pytest.mark.parametrize("past_max_age", ["keep", "widen"])
def test_a_rate_that_is_kept_leaves_the_lists_as_they_are(old_rates, past_max_age):
    client = old_rates(past_max_age).test_client()

    assert {currency for _, currency in shown(client)[0]} == {"CHF"}
    assert quoted(client).json["total"]["amount"] == "12.00"


def test_a_hidden_currency_keeps_the_market_s_taxes_and_adjustment_and_says_why(old_rates):
    app = old_rates(
        "hide",
        markets={**MARKETS, "ch": {**MARKETS["ch"], "tax_display": "net"}},
        pricing={"tax": {"markets": {"ch": {"standard": "0.25"}}}, "rules": {"ch": {"adjustment": "0.5", "step": "5"}}},
    )
    swiss = next(each.market for each in parts_of(app)[Editions].all if each.market.key == "ch")

    price = parts_of(app)[Pricing].price(Money.of("10", "EUR"), swiss)

    assert [str(text) for text in price.explain()] == [
        "The shop’s own price is 10.00 EUR.",
        "No rate of CHF is recent enough, so prices here are in the shop’s own currency.",
        "Its taxes of 25 % become the market’s, 0 %.",
        "This market’s prices are changed by +50 %.",
        "That makes 12 EUR, rounded to a multiple of 0.01 EUR (to the nearest, halves up).",
        "The price is 12.00 EUR, before taxes.",
    ]


def test_a_hidden_currency_without_taxes_is_the_shop_s_own_price_and_says_why(old_rates):
    app = old_rates("hide")
    swiss = next(each.market for each in parts_of(app)[Editions].all if each.market.key == "ch")

    price = parts_of(app)[Pricing].price(Money.of("10", "EUR"), swiss)

    assert [str(text) for text in price.explain()] == [
        "The shop’s own price is 10.00 EUR.",
        "No rate of CHF is recent enough, so prices here are in the shop’s own currency.",
        "The price is 10.00 EUR, taxes included.",
    ]
