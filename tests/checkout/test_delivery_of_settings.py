"""A shop that tells no ways of delivery sells by those of its settings, down to the charge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from storefront_plugin import CartLine
from tests.checkout.tea_shop import Browser
from tests.shops import ADDRESS, SETTINGS, TinyHost

DELIVERY = {
    "post": {
        "name": "Post",
        "names": {"de": "Deutsche Post", "de-CH": "Die Post"},
        "price": {"EUR": "3.90", "CHF": 7, "GBP": "convert"},
        "free_from": {"EUR": 50, "CHF": 60, "GBP": "convert"},
    },
    "bike": {"name": "Bicycle", "price": {"EUR": 1, "CHF": 1, "GBP": 1}, "countries": ["AT"]},
}


def shipping(browser: Browser, **address: str) -> dict[str, Any]:
    asked = {"email": "ada@example.org", "address": {**ADDRESS, **address}}
    found: dict[str, Any] = browser.send("/quotes", asked).json["shipping"]
    return {**found, "price": f"{found['price']['amount']} {found['price']['currency']}"}


def test_delivery_is_charged_as_the_settings_have_it(mount: Callable[..., Flask], host: TinyHost) -> None:
    app = mount(pricing={**SETTINGS["pricing"], "delivery": DELIVERY})
    host.lines = [CartLine("tea", 2)]
    german, swiss, british = (Browser(app.test_client(), f"/{code}") for code in ("de-de", "de-ch", "en-gb"))

    assert shipping(german) == {"key": "post", "name": "Deutsche Post", "price": "3.90 EUR"}
    assert shipping(swiss, country="CH", postcode="3011") == {"key": "post", "name": "Die Post", "price": "7.00 CHF"}
    assert shipping(british, country="GB", postcode="SW1A 1AA") == {"key": "post", "name": "Post", "price": "3.32 GBP"}

    attempt = german.pay(german.quote(address=ADDRESS), consents=[]).json
    assert (attempt["state"], attempt["amount"]["amount"]) == ("paid", "23.90")
    host.lines = [CartLine("tea", 5)]
    assert shipping(german)["price"] == "0.00 EUR"
