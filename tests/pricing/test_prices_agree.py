"""With price lists, a product costs the same on the page, in the cart, by the API and in the quote that is paid."""

import re
from collections import namedtuple
from dataclasses import replace
from decimal import Decimal

import pytest
from flask import render_template_string

from storefront_plugin.host import Address, CartLine
from storefront_plugin.markets.edition import Edition
from storefront_plugin.money import Money
from storefront_plugin.pricing.lists.price_list import PriceList
from storefront_plugin.pricing.lists.price_table import PriceTable
from storefront_plugin.pricing.lists.service import PriceLists
from storefront_plugin.pricing.lists.settings import ListSettings
from storefront_plugin.pricing.rates.sources import FixedRates
from tests.pricing.british_shop import EUR, GBP, MARKETS, SETTINGS, TeaShop, pricing_of

API = "/de-de/storefront/api/v1"
DE = Edition("de-de", MARKETS[1], "de-DE")
BERLIN = Address("Ada Grün", ("Weg 1",), "Berlin", "DE", "10115")
Row = namedtuple("Row", "sku pence")
TEA, POT = Row("tea", 1000), Row("pot", 2499)


class TradeShop(TeaShop):
    """`groups` are what it says of whoever asks, `asked` how often it was asked."""

    def __init__(self):
        super().__init__()
        self.groups = []
        self.asked = 0

    def audiences(self):
        self.asked += 1
        return self.groups


@pytest.fixture
def shop():
    return TradeShop()


@pytest.fixture
def pricing(database, clock, fake_rates):
    lists = PriceLists(database, {"summer": ListSettings("de", prices={"tea": Decimal("7.77")})}, MARKETS, clock)
    lists.replace(PriceTable(PriceList("trade", "de", "trade"), EUR, {"tea": 650}))
    return pricing_of(FixedRates(GBP, SETTINGS.fixed_rates), fake_rates, lists=lists)


def shown(app, template, **values):
    """The minor units that the page shows, one after the other."""
    app.add_url_rule("/page", "page", lambda: render_template_string(template, **values))
    return [int(minor) for minor in re.findall(r'data-minor="(\d+)"', app.test_client().get("/de-de/page").text)]


@pytest.mark.parametrize(
    ("groups", "minor"), [([], 777), (["trade"], 650), (["staff", "trade"], 650), (["staff"], 777)]
)
def test_page_cart_api_and_quote_say_the_same_to_everybody_and_to_an_audience(app, shop, quotes, groups, minor):
    shop.groups, shop.lines = groups, [CartLine("tea", 2), CartLine("pot", 1)]

    on_page = shown(
        app,
        "{{ tea.pence|storefront_price(sku=tea.sku) }} {{ tea.pence|storefront_price(2, sku=tea.sku) }}"
        '{{ storefront_sum([(tea, 2), (pot, 1)], "pence", sku="sku") }}',
        tea=TEA,
        pot=POT,
    )
    cart = app.test_client().get(f"{API}/cart").json
    prices = app.test_client().get(f"{API}/prices?sku=tea").json
    quote = quotes.make("guest:1", DE, shop.lines, BERLIN, "ada@example.org")

    assert on_page == [minor, 2 * minor, 2 * minor + 3057]
    assert [line["unit"]["minor"] for line in cart["lines"]] == [minor, 3057]
    assert cart["subtotal"]["minor"] == on_page[2]
    assert prices["prices"][0]["price"]["minor"] == minor
    assert [line.unit.minor for line in quote.lines] == [minor, 3057]
    assert quote.subtotal.minor == on_page[2]


def test_a_page_of_many_prices_asks_once_whom_the_shopper_belongs_to(app, shop):
    template = "{% for _ in range(100) %}{{ 1000|storefront_price(sku='tea') }}{% endfor %}"

    assert shown(app, template) == [777] * 100
    assert shop.asked == 1


def test_without_a_sku_no_list_counts_and_nobody_is_asked(app, shop):
    assert shown(app, "{{ 1000|storefront_price }}") == [1223]
    assert shop.asked == 0


def test_a_number_is_the_sku_that_it_prints_as(app):
    assert shown(app, "{{ 1000|storefront_price(sku=12) }}") == [1223]


def test_a_sku_that_the_template_misspelt_shows_no_price_rather_than_one_without_its_list(app):
    assert shown(app, "{{ 1000|storefront_price(sku=tea.number) }}", tea=TEA) == []
    assert app.test_client().get("/de-de/page").status_code == 200


def test_a_product_in_place_of_an_amount_brings_the_shop_s_own_price_and_its_tax_class(app, shop, quotes):
    tea, pot = shop.products["tea"], shop.products["pot"]
    shop.products["pot"] = pot = replace(pot, prices={"de": Money.of("20.00", EUR)})
    shop.lines = [CartLine("tea", 1), CartLine("pot", 2)]

    on_page = shown(
        app,
        "{{ tea|storefront_price }} {{ pot|storefront_price }} {{ storefront_sum([(tea, 1), (pot, 2)]) }}",
        tea=tea,
        pot=pot,
    )
    quote = quotes.make("guest:1", DE, shop.lines, BERLIN, "ada@example.org")

    assert on_page == [777, 2000, 4777]
    assert quote.subtotal.minor == on_page[2]
