"""The merchant gives part of an order back, having seen what it does; the buyer reads it by the link of her letter."""

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from storefront_plugin.checkout.order_links import OrderLinks
from storefront_plugin.checkout.payments.stripe.sandbox import CARDS
from storefront_plugin.checkout.service import Checkout
from storefront_plugin.checkout.tables import attempts
from storefront_plugin.host import Address, CartLine
from storefront_plugin.markets.edition import Editions
from storefront_plugin.markets.routing import EDITION
from storefront_plugin.pricing.quotes.service import Quotes
from storefront_plugin.storage import Database
from storefront_plugin.texts import sf_
from storefront_plugin.web.parts import parts_of
from storefront_plugin.web.speech import LOCALE
from tests.journeys.conftest import Visits

GIVE_BACK, SEE = sf_("Give money back"), sf_("See what it does")
SEND, MAILBOX = sf_("Send a new link"), sf_("Please look into your mailbox")


@pytest.fixture
def sold(shop: Flask, address: str) -> str:
    """In debug, where the shop takes anybody for its staff: of three orders, one waits for her; another's reference."""
    shop.debug = True
    references = [
        sell(shop, "de-de", Address("Ada Grün", ("Weg 1",), "Berlin", "DE", "10115")),
        sell(shop, "ja-jp", Address("Sato", ("1-1",), "Tokyo", "JP", "100-0001", "13")),
        sell(shop, "ar-ae", Address("Layla", ("Street 1",), "Dubai", "AE", "", "DU")),
    ]
    with parts_of(shop)[Database].write() as db:
        waits = attempts.c.order_reference == references[1]
        db.execute(update(attempts).where(waits).values(state="needs_attention"))
    return references[0]


def sell(shop: Flask, edition: str, address: Address) -> str:
    parts = parts_of(shop)
    found = parts[Editions].at(edition)
    assert found is not None
    with shop.test_request_context("/", environ_overrides={EDITION: found, LOCALE: found.locale}):
        lines = [CartLine("moorland-breakfast", 2), CartLine("caddy-scoop", 1)]
        quote = parts[Quotes].make("guest:ada", found, lines, address, "ada@example.org")
        attempt = parts[Checkout].pay(
            quote,
            customer_id=None,
            consents=["terms"],
            instrument=CARDS[0].payment_method,
            return_url=lambda attempt_id: f"https://shop.test/{attempt_id}",
        )
    return attempt.order_reference


@pytest.mark.parametrize(("locale", "edition"), [("de-DE", "de-de"), ("ar-AE", "ar-ae")])
def test_the_merchant_gives_part_of_an_order_back(visit: Visits, sold: str, locale: str, edition: str) -> None:
    merchant = visit(locale)

    merchant.page.goto(f"{merchant.address}{edition}/storefront/dashboard/orders")
    merchant.look(edition)
    merchant.follow(sold)
    merchant.page.get_by_text(merchant.says(GIVE_BACK), exact=True).click()
    merchant.look("form")
    merchant.page.locator("[name=line-0]").fill("1")
    merchant.press(merchant.says(SEE))
    merchant.page.locator("main form button").click()
    merchant.page.wait_for_url("**/orders/*#storefront-refunds")
    merchant.look("refunded")

    assert "1 × " in merchant.page.locator("section:has(#storefront-refunds) table").inner_text()


@pytest.mark.parametrize(("locale", "edition"), [("de-DE", "de-de"), ("ar-AE", "ar-ae")])
def test_the_link_of_a_letter_shows_the_order_and_once_expired_how_to_get_another(
    visit: Visits, shop: Flask, sold: str, locale: str, edition: str
) -> None:
    links = parts_of(shop)[OrderLinks]
    with time_machine.travel("2026-01-01T12:00:00Z"):
        old = links.token(sold)
    buyer = visit(locale)

    buyer.page.goto(f"{buyer.address}{edition}/storefront/orders/link/{links.token(sold)}")
    buyer.look(edition)
    assert sold in buyer.text
    buyer.page.goto(f"{buyer.address}{edition}/storefront/orders/link/{old}")
    buyer.look(f"{edition}-expired")
    buyer.write(email="ada@example.org")
    buyer.press(buyer.says(SEND))

    assert buyer.says(MAILBOX) in buyer.text
