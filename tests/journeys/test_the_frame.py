"""What surrounds the pages: the switcher, and our own frame in a shop that lends us none."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from storefront_plugin import CartLine, Host, Money, Product, ShippingOption, Storefront
from tests.journeys.conftest import Visits
from tests.journeys.shopper import DESKTOP, HEIGHT, MOBILE


class Stall(Host):
    """One product, always in the cart."""

    def product(self, sku: str) -> Product | None:
        return Product(sku, "Honey", Money.of("6.50", "EUR"))

    def cart(self) -> Sequence[CartLine]:
        return [CartLine("honey", 2)]

    def shipping(self, lines: object, address: object) -> Sequence[ShippingOption]:
        return [ShippingOption("post", "Post", Money.of("4.00", "EUR")), ShippingOption("fetch", "Collect it", None)]


@pytest.fixture
def stall(tmp_path: Path) -> Flask:
    app = Flask("stall")
    app.config["SECRET_KEY"] = "a secret of nobody's"
    app.testing = True
    app.config["STOREFRONT"] = {
        "shop": {"name": "The Honey Stall"},
        "markets": {"ie": {"countries": ["IE"], "currency": "EUR", "locales": ["en-IE"]}},
        "pricing": {"currency": "EUR"},
        "database": {"url": f"sqlite:///{tmp_path / 'stall.sqlite3'}"},
    }
    Storefront(host=Stall()).init_app(app)
    app.add_url_rule(
        "/",
        view_func=lambda: (
            "<!doctype html><html lang=en><title>Honey</title>"
            "<main><h1>Honey</h1><a href='storefront/checkout'>Buy honey</a></main></html>"
        ),
    )
    app.add_url_rule("/favicon.ico", "icon", lambda: ("", 204))
    return app


class TestOurOwnFrame:
    @pytest.fixture
    def shop(self, stall: Flask) -> Flask:
        return stall

    def test_a_shop_without_templates_sells_in_our_own_frame(self, visit: Visits) -> None:
        shopper = visit("en-IE")

        shopper.arrive()
        shopper.follow("Buy honey")
        expect(shopper.page).to_have_title("Where shall we send it? · The Honey Stall")
        shopper.write(email="nora@example.com", name="Nora", line1="1 Main Street", city="Cork", postcode="T12 X2Y")
        shopper.press("Continue to payment")
        shopper.write(postcode="T12 X2Y3")
        shopper.press("Continue to payment")
        shopper.choose("Collect it")
        shopper.press("Change the delivery")
        assert "Total €13.00" in shopper.text
        shopper.press("Order with obligation to pay")

        assert "Thank you for your order" in shopper.text
        shopper.choose("3")
        shopper.press("Send your answer")


def test_the_switcher_leads_to_the_same_page_elsewhere(visit: Visits) -> None:
    shopper = visit("en-GB")
    shopper.arrive()
    shopper.follow("Tea")
    shopper.follow("Moorland Breakfast")

    switcher = shopper.page.locator(".storefront-switcher summary")
    switcher.click()
    for width in (MOBILE, DESKTOP):
        shopper.page.set_viewport_size({"width": width, "height": HEIGHT})
        box = shopper.page.locator(".storefront-switcher nav").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    shopper.look("switcher")
    shopper.follow("Suisse Français · CHF")

    assert shopper.page.url.endswith("/fr-ch/products/moorland-breakfast")
    assert "CHF" in shopper.text
