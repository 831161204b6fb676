"""Of an order captured for less than was authorised, whoever reads it is told what was charged, and what was not."""

import html
import json
import re

import pytest

from storefront_plugin import CartLine, Money
from storefront_plugin.checkout.book import OrderBook
from storefront_plugin.checkout.order_links import OrderLinks
from storefront_plugin.checkout.refund import RefundWish
from storefront_plugin.checkout.till import order_token
from tests.checkout.tea_shop import text_of


def eur(amount):
    return Money.of(amount, "EUR")


@pytest.fixture
def shop(by_hand):
    return by_hand


@pytest.fixture
def reference(shop):
    """An order of 30.00 EUR of which 18.00 were captured."""
    reserved = shop.pay(shop.quote())
    shop.checkout.capture(reserved.order_reference, eur("18.00"))
    return reserved.order_reference


def words_of(page):
    return re.sub(r"\s+", " ", text_of(page))


def token_of(shop, reference):
    with shop.app.test_request_context("/"):
        return order_token(reference)


def own_page(shop, reference, edition="en-gb"):
    return shop.browser("ada", edition).get(f"/storefront/orders/{token_of(shop, reference)}")


def linked_page(shop, reference):
    with shop.app.test_request_context("/"):
        address = shop.parts[OrderLinks].address(shop.checkout.order(reference)[0])
    return shop.app.test_client().get(address.removeprefix("http://localhost"))


def run(shop, *words):
    return shop.app.test_cli_runner().invoke(args=["storefront", "orders", *words]).output


# The buyer


def test_her_page_says_what_was_charged(shop, reference):
    said = words_of(own_page(shop, reference))

    assert re.search(r"Total €30.00 including .* Never charged €12.00 Charged €18.00 ", said)
    assert "It is paid." not in said


def test_her_front_end_reads_what_was_charged(shop, reference):
    told = shop.browser("ada").read(f"/orders/{token_of(shop, reference)}").json

    assert (told["total"]["amount"], told["charged"]["amount"]) == ("30.00", "18.00")


def test_the_page_behind_a_letter_s_link_does_in_the_order_s_language(shop, reference):
    sums = html.unescape(linked_page(shop, reference).text).partition("<tfoot>")[2]

    assert re.findall(r"([\d,]+)\s€", sums) == ["30,00", "4,79", "12,00", "18,00"]


def test_of_an_order_charged_in_full_nothing_is_told_twice(shop):
    reserved = shop.pay(shop.quote())
    shop.checkout.capture(reserved.order_reference)

    said = words_of(own_page(shop, reserved.order_reference))

    assert "It is paid." in said
    assert "harged" not in said


# The merchant


def test_what_was_never_charged_was_neither_taken_nor_paid_back(shop, reference):
    whole = shop.pay(shop.quote(CartLine("pot", 1), owner="guest:eve"))
    shop.checkout.capture(whole.order_reference)
    shop.refunds.refund(reference, RefundWish(amount=eur("3.00")), wish_id="w1")

    [de] = shop.parts[OrderBook].sales_of_markets(2)

    assert (de.count, de.given_back) == (2, [eur("3.00")])
    assert de.taken == [eur("18.00") + whole.amount]
    assert de.own == Money.of("14.40", "GBP") + Money.of("29.00", "GBP")
    assert [each.own for each in de.by_day] == [Money.of("0.00", "GBP"), de.own]


def test_an_order_in_the_shop_s_currency_is_what_was_charged(shop, reference):
    assert shop.parts[OrderBook].dossier(reference).own == Money.of("14.40", "GBP")


def test_the_commands_say_what_was_captured(shop, reference):
    [entry] = json.loads(run(shop, "show", reference, "--json"))["attempts"]

    assert entry["attempt"]["captured"] == {"minor": 1800, "currency": "EUR"}
    assert ": paid, 18.00 EUR of 30.00 EUR, stripe\n" in run(shop, "show", reference)
    assert run(shop, "sales").splitlines()[:3] == [
        "de: 1 orders",
        "  taken                   18.00 EUR",
        "  in the shop's currency  14.40 GBP",
    ]


def test_nothing_is_said_to_have_been_given_back(shop, reference):
    page = words_of(shop.merchant().get(f"/storefront/dashboard/orders/{reference}"))

    assert "Collected: €18.00" in page
    assert "Money was given back." not in page
    assert "order_refunded" not in run(shop, "show", reference)
