"""The last page before paying: by keyboard, through a provider's own card form, and where something is missing."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from storefront_plugin.checkout.payments import Cards
from storefront_plugin.texts import sf_, sf_p
from storefront_plugin.web.parts import parts_of
from tests.journeys.conftest import Visits
from tests.journeys.shopper import Shopper

ADDRESS = {
    "email": "eve@example.com", "name": "Eve Hill", "line1": "2 Church Lane", "city": "York", "postcode": "yo1 7hh"
}  # fmt: skip
TERMS = str(sf_("I have read the terms of sale and agree to them."))
PAY = str(sf_p("button", "Pay now"))
THANKS = "Thank you for your order"
STRIPE = "https://js.stripe.com/v3/"
# Stripe's script as our page meets it: a form that shows what it was asked for, and a token of the sandbox.
FAKE_STRIPE = """
window.Stripe = (key, { locale }) => ({
  elements: ({ amount, currency }) => ({
    create: () => ({ mount: (place) => {
      document.querySelector(place).textContent = [key, locale, amount, currency].join(" ");
    } }),
    submit: async () => ({}),
  }),
  createConfirmationToken: async () => ({ confirmationToken: { id: "ctoken_sandbox_succeeds" } }),
});
"""


def to_the_till(shopper: Shopper) -> None:
    shopper.arrive()
    shopper.buy("Moorland Breakfast", of_shelf="tea")
    shopper.check_out(**ADDRESS)


@pytest.fixture
def keyed(shop: Flask) -> None:
    """The shop's pages have a key for Stripe's own card form; its money still goes through the sandbox."""
    parts_of(shop)[Cards] = Cards(publishable_key="pk_test_journey")


def test_the_keyboard_alone_can_pay(visit: Visits) -> None:
    shopper = visit("en-GB")
    to_the_till(shopper)

    shopper.tab_to(shopper.page.get_by_role("radio", name="4242"))
    shopper.page.keyboard.press("ArrowDown")
    expect(shopper.page.get_by_role("radio", name="4000 0000 0000 0002")).to_be_checked()
    shopper.page.keyboard.press("ArrowUp")
    shopper.tab_to(shopper.field(TERMS))
    shopper.page.keyboard.press("Space")
    shopper.tab_to(shopper.button(PAY))
    shopper.look("focus")
    shopper.strike("Enter")

    assert THANKS in shopper.text
    assert "Eve Hill 2 Church Lane York YO1 7HH United Kingdom" in shopper.text


def test_the_confirmation_is_printed_without_what_can_be_pressed(visit: Visits) -> None:
    shopper = visit("en-GB")
    to_the_till(shopper)
    shopper.choose(TERMS)
    shopper.press(PAY)

    shopper.page.emulate_media(media="print")

    shopper.look("print")
    expect(shopper.page.get_by_text("Royal Mail Tracked")).to_be_visible()
    expect(shopper.page.get_by_role("button").locator("visible=true")).to_have_count(0)
    expect(shopper.page.get_by_role("navigation").locator("visible=true")).to_have_count(0)


def test_the_enter_key_in_the_address_goes_on_and_keeps_the_country(visit: Visits) -> None:
    shopper = visit("de-DE")
    shopper.arrive()
    shopper.buy("Moorland Breakfast", of_shelf="tea")
    shopper.follow(shopper.word("cart.pay_online"))

    shopper.write(email="eva@example.com", name="Eva", country="Österreich")
    shopper.press(shopper.says(sf_("Change the country")))
    assert "eva" not in shopper.page.url
    shopper.write(line1="Naschmarkt 1", postcode="1060", city="Wien")
    shopper.strike("Enter")

    assert "Eva Naschmarkt 1 1060 Wien Österreich" in shopper.text


def test_a_consent_that_the_browser_did_not_ask_for_is_asked_for(visit: Visits) -> None:
    shopper = visit("en-GB")
    to_the_till(shopper)
    shopper.page.evaluate("document.querySelectorAll('[required]').forEach(it => { it.required = false })")

    shopper.press(PAY)

    expect(shopper.page.get_by_role("alert")).to_be_visible()
    assert THANKS not in shopper.text


def test_a_form_of_another_visit_is_refused_kindly(visit: Visits) -> None:
    shopper = visit("en-GB")
    to_the_till(shopper)
    shopper.page.context.clear_cookies()

    shopper.choose(TERMS)
    shopper.press(PAY)

    expect(shopper.page.get_by_role("heading", level=1)).to_have_text("This did not work")
    shopper.follow("Back to the shop")
    assert shopper.page.url.endswith("/en-gb/")


@pytest.mark.usefixtures("keyed")
def test_a_card_is_taken_by_the_form_of_stripe(visit: Visits) -> None:
    shopper = visit("en-GB", others=("js.stripe.com",))
    shopper.page.route(STRIPE, lambda route: route.fulfill(content_type="text/javascript", body=FAKE_STRIPE))
    to_the_till(shopper)
    expect(shopper.page.locator("#storefront-card-form")).to_have_text("pk_test_journey en-GB 1140 gbp")

    shopper.choose(TERMS)
    shopper.press(PAY)

    assert THANKS in shopper.text


@pytest.mark.usefixtures("keyed")
def test_a_card_form_that_does_not_come_is_told(visit: Visits) -> None:
    shopper = visit("en-GB", others=("js.stripe.com",))
    shopper.page.route(STRIPE, lambda route: route.fulfill(content_type="text/javascript", body=""))
    to_the_till(shopper)

    expect(shopper.page.get_by_role("alert")).to_have_text("Card payment is not available at the moment.")
    expect(shopper.button(PAY)).to_be_disabled()
