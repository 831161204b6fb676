"""The address form in a browser: another country's inputs are there as soon as it is chosen, under a strict policy."""

from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string
from playwright.sync_api import Page, expect

from tests.journeys.conftest import opened

POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; form-action 'self'"
ACCOUNT = """<!doctype html><html {{ storefront_lang() }}><head><title>Account</title></head>
<body><main><h1>Account</h1>
{% from "storefront/fragments/address.html" import address_form %}
<form method="post">{{ address_form(countries, written) }}</form></main></body></html>"""
COUNTRIES = [("DE", "Germany"), ("JP", "Japan"), ("AE", "United Arab Emirates")]


@pytest.fixture
def account(shop: Flask) -> Iterator[str]:
    """The address of a page of the shop's own, with our form on it."""

    @shop.get("/account")
    def show() -> tuple[str, dict[str, str]]:
        written = {"country": "DE", "name": "Ada", "city": "Berlin"}
        page = render_template_string(ACCOUNT, countries=COUNTRIES, written=written)
        return page, {"Content-Security-Policy": POLICY}

    with opened(shop) as root:
        yield f"{root}account"


def names_on(page: Page) -> list[str | None]:
    return [each.get_attribute("name") for each in page.locator(".storefront-fields [name]").all()]


def test_another_country_shows_its_own_inputs_and_keeps_what_was_written(page: Page, account: str) -> None:
    page.goto(account)
    assert names_on(page) == ["name", "line1", "line2", "postcode", "city"]

    page.locator("[name=line1]").fill("Weg 1")
    page.locator("[name=country]").focus()
    page.locator("[name=country]").select_option("JP")
    expect(page.locator("[name=region]")).to_be_visible()

    assert names_on(page) == ["postcode", "region", "line1", "line2", "name"]
    assert page.locator("[name=name]").input_value() == "Ada"
    assert page.locator("[name=line1]").input_value() == "Weg 1"
    expect(page.locator("[name=country]")).to_be_focused()


def test_a_country_without_postcodes_asks_for_none(page: Page, account: str) -> None:
    page.goto(account)

    page.locator("[name=country]").select_option("AE")

    expect(page.locator("[name=postcode]")).to_have_count(0)


def test_the_browser_refuses_a_slip_of_the_finger_and_nothing_that_the_server_would_take(
    page: Page, account: str
) -> None:
    page.goto(account)
    postcode = page.locator("[name=postcode]")

    for typed, is_let_through in {
        "10115": True,
        "D-10 115": True,
        "１０１１５": True,
        "1011": False,
        "Berlin": False,
    }.items():
        postcode.fill(typed)
        assert postcode.evaluate("input => input.checkValidity()") is is_let_through, typed
