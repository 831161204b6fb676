"""A German who pays by bank transfer, with scripts and without, and the merchant who sees it come."""

import re

import pytest
from flask import Flask
from playwright.sync_api import expect

from storefront_plugin.texts import sf_
from tests.journeys.conftest import Visits

TERMS = sf_("I have read the terms of sale and agree to them.")
WAITING = sf_("We are waiting for your transfer")
THANKS = sf_("Thank you for your order")
ORDER = "Zahlungspflichtig bestellen"


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_german_pays_by_bank_transfer(visit: Visits, shop: Flask, has_scripts: bool) -> None:
    shopper = visit("de-DE", has_scripts=has_scripts)
    shopper.arrive()
    shopper.buy("Moorland Breakfast", of_shelf="tea")
    shopper.check_out(email="eva@example.com", name="Eva Grün", line1="Lindenallee 4", city="Berlin", postcode="10115")

    shopper.choose(shopper.says(sf_("Bank transfer")))
    expect(shopper.page.get_by_role("radio", name="4242")).to_be_hidden()
    shopper.choose(shopper.says(TERMS))
    shopper.press(ORDER)

    assert shopper.says(WAITING) in shopper.text
    for fact in ("Wren & Kettle Ltd", "DE89 3704 0044 0532 0130 00", "COBADEFFXXX", "Eva Grün Lindenallee 4"):
        assert fact in shopper.text
    [reference] = re.findall(r"RF\d\d \d{4} \d{4} \d{4}", shopper.text)
    expect(shopper.page.locator("figure svg")).to_be_visible()
    buttons = shopper.page.get_by_role("button", name=re.compile("IBAN"))
    expect(buttons).to_have_count(1 if has_scripts else 0)

    marked = shop.test_cli_runner().invoke(args=["storefront", "orders", "paid", reference])
    assert marked.exit_code == 0, marked.output
    shopper.page.reload()
    shopper.look()

    assert shopper.says(THANKS) in shopper.text


def test_what_the_button_copies_is_what_a_bank_takes(visit: Visits) -> None:
    shopper = visit("de-DE")
    shopper.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shopper.arrive()
    shopper.buy("Moorland Breakfast", of_shelf="tea")
    shopper.check_out(email="eva@example.com", name="Eva Grün", line1="Lindenallee 4", city="Berlin", postcode="10115")
    shopper.choose(shopper.says(sf_("Bank transfer")))
    shopper.choose(shopper.says(TERMS))
    shopper.press(ORDER)

    shopper.page.get_by_role("button", name=re.compile("IBAN")).click()

    assert shopper.page.evaluate("navigator.clipboard.readText()") == "DE89370400440532013000"


def test_a_developer_decides_what_stripe_does_next(visit: Visits) -> None:
    shopper = visit("en-GB")
    shopper.arrive()
    shopper.buy("Moorland Breakfast", of_shelf="tea")
    shopper.check_out(email="eve@example.com", name="Eve Hill", line1="2 Church Lane", city="York", postcode="yo1 7hh")
    shopper.choose("000000000009")
    shopper.choose(shopper.says(TERMS))
    shopper.press("Pay now")
    waiting = shopper.page.url

    shopper.page.goto(f"{shopper.address}en-gb/storefront/sandbox/")
    shopper.look()
    shopper.press("The debit comes")

    shopper.page.goto(waiting)
    assert shopper.says(THANKS) in shopper.text
