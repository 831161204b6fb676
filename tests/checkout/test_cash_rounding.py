"""A market whose totals are rounded to what cash can pay: quote, pages, charge, order and receipt say the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from storefront_plugin import Money
from tests.checkout.tea_shop import SETTINGS, Shop, mounted, text_of

BERN = {"country": "CH", "name": "Ada Grün", "line1": "Weg 1", "city": "Bern", "postcode": "3011"}


def swiss(**rule: Any) -> dict[str, Any]:
    markets = {**SETTINGS["markets"], "ch": {"countries": ["CH"], "currency": "CHF", "locales": ["en-CH"]}}
    rates = {**SETTINGS["pricing"]["fixed_rates"], "CHF": "1.1"}
    return {
        **SETTINGS,
        "markets": markets,
        "pricing": {**SETTINGS["pricing"], "fixed_rates": rates, "rules": {"ch": rule}},
    }


@pytest.fixture
def shop(database_url: str, now: datetime) -> Iterator[Shop]:
    made = mounted(database_url, now, swiss(cash_rounding=True))
    tea = made.host.products["tea"]
    # 10.01 pounds are 11.01 francs.
    made.host.products["tea"] = replace(tea, price=Money.of("10.01", "GBP"))
    yield made
    made.database.engine.dispose()


def test_the_rounding_is_in_the_quote_the_charge_and_the_order(shop: Shop) -> None:
    browser = shop.browser(edition="en-ch")

    quote = browser.send("/quotes", {"email": "ada@example.org", "address": BERN}).json
    attempt = browser.pay(quote["id"]).json
    order = browser.read(f"/orders/{attempt['order']}").json

    # 2 x 11.01 and 4.40 for the post.
    assert [quote[name]["amount"] for name in ("subtotal", "rounding", "total")] == ["22.02", "-0.02", "26.40"]
    assert [order[name]["amount"] for name in ("rounding", "total")] == ["-0.02", "26.40"]
    assert shop.charges() == [2640]
    [placed] = shop.host.placed
    assert [(name, amount.replace("\u00a0", " ")) for _, name, _, amount in placed.receipt()] == [
        ("Green tea", "CHF 22.02"),
        ("Post", "CHF 4.40"),
        ("Rounding", "CHF-0.02"),
    ]


def test_it_is_a_line_on_the_last_page_before_paying_and_on_the_confirmation(shop: Shop) -> None:
    browser = shop.browser(edition="en-ch")

    page = browser.follow(browser.post("/storefront/checkout", email="ada@example.org", **BERN))
    token = page.request.path.rsplit("/", 1)[-1]
    done = browser.follow(
        browser.post(f"/storefront/checkout/{token}/pay", instrument="pm_card_visa", consents=["terms"])
    )

    for shown in (page, done):
        text = text_of(shown).replace("\u00a0", " ")
        assert "Rounding CHF-0.02" in text
        assert "CHF 26.40" in text


def test_where_the_market_does_not_round_cards_pay_to_the_rappen(database_url: str, now: datetime) -> None:
    exact = mounted(database_url, now, swiss())
    browser = exact.browser(edition="en-ch")
    exact.host.products["tea"] = replace(exact.host.products["tea"], price=Money.of("10.01", "GBP"))

    quote = browser.send("/quotes", {"email": "ada@example.org", "address": BERN}).json
    exact.database.engine.dispose()

    assert (quote["rounding"], quote["total"]["amount"]) == (None, "26.42")
