"""A market whose rate is too old: sold to in the shop's own currency, or not at all; from the cart to the charge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from storefront_plugin import Money
from tests.checkout.tea_shop import BERLIN_TYPED, SETTINGS, Browser, Shop, mounted, text_of

ASKED = {"email": "ada@example.org", "address": BERLIN_TYPED}


@pytest.fixture
def shop_with(database_url: str, now: datetime) -> Iterator[Callable[..., Shop]]:
    made: list[Shop] = []

    def with_old_euro(past: str, **pricing: Any) -> Shop:
        rates = {"feeds": [], "max_age_days": 1, "past_max_age": past}
        own = {**SETTINGS["pricing"], "fixed_rates": {"USD": "1.5", "JPY": "200"}, "rates": rates, **pricing}
        made.append(mounted(database_url, now, {**SETTINGS, "pricing": own}))
        return made[-1]

    yield with_old_euro
    for shop in made:
        shop.database.engine.dispose()


def in_pounds(answer: Any) -> bool:
    """Whether every amount in a JSON answer is one in pounds."""
    if isinstance(answer, list):
        return all(map(in_pounds, answer))
    if isinstance(answer, dict):
        return answer.get("currency", "GBP") == "GBP" and all(map(in_pounds, answer.values()))
    return True


def test_a_hidden_currency_is_the_shops_own_from_the_cart_to_the_charge(shop_with: Callable[..., Shop]) -> None:
    shop = shop_with("hide")
    browser = shop.browser()

    cart = browser.read("/cart").json
    quote = browser.send("/quotes", ASKED).json
    attempt = browser.pay(quote["id"]).json
    order = browser.read(f"/orders/{attempt['order']}").json

    assert all(in_pounds(each) for each in (cart, quote, attempt, order))
    assert cart["sold"]
    assert (cart["subtotal"]["amount"], quote["total"]["amount"], order["total"]["amount"]) == (
        "20.00",
        "24.00",
        "24.00",
    )
    assert (quote["shipping"]["price"]["amount"], quote["taxes"][0]["amount"]["amount"]) == ("4.00", "3.83")
    assert shop.charges() == [2400]
    [placed] = shop.host.placed
    assert (placed.total, placed.rate) == (Money.of("24.00", "GBP"), None)


def test_a_hidden_currency_is_the_shops_own_on_the_pages_too(shop_with: Callable[..., Shop]) -> None:
    browser = shop_with("hide").browser()

    page = browser.follow(browser.post("/storefront/checkout", email="ada@example.org", **BERLIN_TYPED))

    assert page.status_code == 200
    assert "24,00 £" in text_of(page).replace("\u00a0", " ")
    assert "€" not in text_of(page)


def test_the_settings_delivery_and_least_order_are_in_it_as_well(shop_with: Callable[..., Shop]) -> None:
    least = {"GBP": 21, "EUR": 25, "USD": "convert", "JPY": "convert"}
    browser = shop_with("hide", minimum_order=least).browser()

    cart, (refused, page) = browser.read("/cart").json, refusals(browser)

    assert (cart["minimum_order"]["currency"], cart["short_by"]["amount"]) == ("GBP", "1.00")
    assert (refused.status_code, refused.json["code"]) == (409, "below_minimum_order")
    assert "1,00\u00a0£" in refused.json["title"]
    assert page.status_code == 409
    assert refused.json["title"].replace("\u00a0", " ") in text_of(page)


def test_a_delivery_told_in_the_hidden_currency_cannot_be_sold(shop_with: Callable[..., Shop]) -> None:
    shop = shop_with("hide")
    shop.host.options = [type(shop.host.options[0])("post", "Post", Money.of("5.00", "EUR"))]

    refused = shop.browser().send("/quotes", ASKED)

    assert (refused.status_code, refused.json["code"]) == (503, "rate_too_old")


def refusals(browser: Browser) -> tuple[Any, Any]:
    return browser.send("/quotes", ASKED), browser.post("/storefront/checkout", email="ada@example.org", **BERLIN_TYPED)


def test_where_selling_has_stopped_the_quote_is_refused_and_nothing_is_written(shop_with: Callable[..., Shop]) -> None:
    shop = shop_with("stop")
    browser = shop.browser()
    before = shop.counts()

    answer, page = refusals(browser)

    assert (answer.status_code, answer.json["code"]) == (503, "rate_too_old")
    assert answer.json["title"] in text_of(page)
    assert page.status_code == 503
    assert 'name="postcode"' in page.text
    assert shop.counts() == before


def test_where_selling_has_stopped_the_cart_stands_at_the_shops_own_prices(shop_with: Callable[..., Shop]) -> None:
    answer = shop_with("stop").browser().read("/cart")

    assert answer.status_code == 200
    assert not answer.json["sold"]
    assert (answer.json["subtotal"]["amount"], in_pounds(answer.json)) == ("20.00", True)


def test_other_markets_sell_on(shop_with: Callable[..., Shop]) -> None:
    shop = shop_with("stop")

    assert str(shop.quote(edition="en-us").total) == "36.00 USD"


def test_a_cart_that_reaches_the_least_order_lacks_nothing(shop_with: Callable[..., Shop]) -> None:
    least = {"GBP": 20, "EUR": 25, "USD": "convert", "JPY": "convert"}
    american = shop_with("stop", minimum_order=least).browser(edition="en-us")

    cart = american.read("/cart").json

    assert (cart["sold"], cart["minimum_order"]["amount"], cart["short_by"]) == (True, "30.00", None)


def test_old_quotes_are_forgotten_unless_an_order_was_made_of_them(shop_with: Callable[..., Shop]) -> None:
    shop = shop_with("hide")
    paid, unpaid, declined = shop.quote(), shop.quote(owner="guest:eve"), shop.quote(owner="guest:bob")
    shop.pay(paid)
    shop.pay(declined, "pm_card_chargeDeclined")
    shop.clock.go(days=29)
    young = shop.quote(owner="guest:eve")

    assert shop.checkout.forget_quotes() == 0
    shop.clock.go(days=2)
    assert shop.checkout.forget_quotes() == 1

    kept = {row["id"] for row in shop.rows("quotes")}
    assert kept == {paid.id, declined.id, young.id}
    assert unpaid.id not in kept
