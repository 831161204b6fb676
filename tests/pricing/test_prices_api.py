"""Prices as JSON and on the command line."""

import json

import pytest
from flask import Flask

from storefront_plugin.host import Address, CartLine
from storefront_plugin.markets.edition import Edition
from storefront_plugin.pricing.quotes.service import Quotes
from storefront_plugin.pricing.schemas import QuoteAnswer
from storefront_plugin.web.parts import parts_of
from storefront_plugin.web.routes import dump
from tests.pricing.british_shop import MARKETS, TeaShop

PRICES = "/de-de/storefront/api/v1/prices"


def test_prices_are_answered_with_their_reasons(app: Flask):
    answer = app.test_client().get(f"{PRICES}?sku=tea&sku=unicorn&sku=tea")

    assert answer.status_code == 200
    assert answer.json["missing"] == ["unicorn"]
    [tea] = answer.json["prices"]
    assert (tea["sku"], tea["name"]) == ("tea", "Green tea")
    assert tea["price"] == {"amount": "12.23", "minor": 1223, "currency": "EUR", "formatted": "12,23\u00a0€"}
    assert tea["base"] == {"amount": "10.00", "minor": 1000, "currency": "GBP", "formatted": "10,00\u00a0£"}
    assert len(tea["explanation"]) == 5
    assert "12,23\u00a0€" in tea["explanation"][-1]


@pytest.mark.parametrize("query", ["", "?sku=", "?" + "&".join(f"sku={n}" for n in range(101)), "?sku=tea&price=1"])
def test_a_question_that_is_none_is_refused(app: Flask, query: str):
    answer = app.test_client().get(PRICES + query)

    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert answer.json["fields"]


def test_without_a_rate_there_is_a_problem_and_no_price(app: Flask):
    answer = app.test_client().get("/ar-kw/storefront/api/v1/prices?sku=tea")

    assert answer.status_code == 503
    assert answer.json["code"] == "no_rate"
    assert "10" not in answer.json["title"]


def test_the_same_address_is_always_in_the_same_currency(app: Flask):
    plain, wishful = (
        app.test_client().get(f"{PRICES}?sku=tea", headers=headers).json
        for headers in ({}, {"Accept-Language": "ja", "Cookie": "currency=JPY"})
    )

    assert plain == wishful


def test_a_quote_is_answered_by_its_token_with_all_of_its_amounts(app: Flask, quotes: Quotes):
    parts_of(app).add(quotes)
    berlin = Address("Ada Grün", ("Weg 1",), "Berlin", "DE", "10115")
    quote = quotes.make("guest:1", Edition("de-de", MARKETS[1], "de-DE"), [CartLine("tea", 2)], berlin, "a@example.org")

    with app.test_request_context():
        answer = dump(QuoteAnswer, quote)

    assert quotes.open(answer["id"]) == quote
    assert "owner" not in answer
    assert (answer["total"]["amount"], answer["total"]["formatted"]) == ("28.13", "€28.13")
    assert answer["lines"][0]["total"]["minor"] == 2446
    assert answer["shipping"]["price"]["minor"] == 367
    assert [option["key"] for option in answer["shipping_options"]] == ["post", "courier"]
    assert answer["address"]["lines"] == ["Weg 1"]
    assert answer["valid_until"] == "2026-11-21T12:30:00+00:00"


def test_the_command_says_why(app: Flask):
    told = app.test_cli_runner().invoke(args=["storefront", "prices", "explain", "tea", "--market", "de"])

    assert told.exit_code == 0
    assert told.output.splitlines()[0] == "The shop’s own price is 10.00 GBP."
    assert told.output.splitlines()[-1] == "The price is 12.23 EUR, taxes included."


def test_the_command_says_why_to_programs(app: Flask):
    told = app.test_cli_runner().invoke(
        args=["storefront", "prices", "explain", "--amount", "10", "--market", "ae", "--json"]
    )

    plain = json.loads(told.output)
    assert (plain["price"], plain["base"]) == ({"minor": 4998, "currency": "AED"}, {"minor": 1000, "currency": "GBP"})
    assert plain["rate"] == "4.90"
    assert (plain["source"], plain["as_of"], plain["margin"]) == ("fixed by the merchant", None, "0.02")
    assert len(plain["explanation"]) == 5


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["tea", "--market", "fr"], "none of uk, de, jp, ae, kw"),
        (["unicorn", "--market", "de"], "unicorn"),
        (["--market", "de"], "name either a SKU or an --amount"),
        (["tea", "--amount", "10", "--market", "de"], "name either a SKU or an --amount"),
        (["--amount", "ten", "--market", "de"], "ten is not an exact amount of GBP"),
        (["--amount", "10.001", "--market", "de"], "10.001 is not an exact amount of GBP"),
        (["tea", "--market", "kw"], "There is no exchange rate from GBP to KWD"),
    ],
)
def test_the_command_refuses_in_words(app: Flask, arguments, said):
    told = app.test_cli_runner().invoke(args=["storefront", "prices", "explain", *arguments])

    assert told.exit_code != 0
    assert said in told.output


def test_a_cart_adds_up_from_rounded_units_and_names_what_is_gone(app: Flask, shop: TeaShop):
    shop.lines = [CartLine("tea", 3), CartLine("unicorn", 1)]

    answer = app.test_client().get("/de-de/storefront/api/v1/cart").json

    assert [(line["sku"], line["quantity"], line["unit"]["minor"]) for line in answer["lines"]] == [("tea", 3, 1223)]
    assert answer["subtotal"]["minor"] == 3669
    assert answer["missing"] == ["unicorn"]


def test_an_empty_cart_costs_nothing_in_the_markets_currency(app: Flask):
    answer = app.test_client().get("/de-de/storefront/api/v1/cart").json

    assert (answer["lines"], answer["subtotal"]["amount"], answer["subtotal"]["currency"]) == ([], "0.00", "EUR")
