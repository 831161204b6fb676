"""Paid orders, and the smallest shop that shows points."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Blueprint, Flask, render_template, request
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader

from storefront_plugin.events import OrderPaid
from storefront_plugin.host import Customer, Host, Order, OrderLine
from storefront_plugin.loyalty import Loyalty, LoyaltySettings
from storefront_plugin.loyalty.api import api
from storefront_plugin.loyalty.fragments import storefront_points
from storefront_plugin.money import Currency, Money, ToldApart
from storefront_plugin.resources import resource_dir
from storefront_plugin.storage import Database
from storefront_plugin.texts import Catalogues
from storefront_plugin.web.jinja import offer_texts
from storefront_plugin.web.parts import EXTENSION, Parts
from storefront_plugin.web.problems import handle_errors_of
from storefront_plugin.web.routes import API
from storefront_plugin.web.signing import Signer
from tests.clock import Clock


@pytest.fixture
def loyalty(database: Database, clock: Clock) -> Loyalty:
    """One point for each full pound; points live for a year."""
    return Loyalty(database, LoyaltySettings(expiry_days=365).program(Currency.of("GBP")), clock)


@pytest.fixture
def order_paid() -> Callable[..., OrderPaid]:
    def make(
        reference: str = "1042",
        *base_prices: str,
        customer_id: str | None = "ada",
        paid_in: str = "GBP",
        shipping: str = "4.00",
        at: datetime = datetime(2026, 11, 20, 9, tzinfo=UTC),
    ) -> OrderPaid:
        lines = tuple(
            OrderLine("tea", "Tea", 1, unit=Money(7_777, Currency.of(paid_in)), base_unit=Money.of(price, "GBP"))
            for price in base_prices or ("49.95",)
        )
        order = Order(
            reference=reference,
            lines=lines,
            total=Money(9_999, Currency.of(paid_in)),
            locale="en",
            customer_id=customer_id,
            shipping=Money.of(shipping, "GBP"),
        )
        return OrderPaid(order, occurred_at=at)

    return make


@pytest.fixture
def shop(loyalty: Loyalty) -> Flask:
    """A shop whose customer is named by the header X-Customer, and a page /account with the fragment on it."""
    app = Flask("shop")
    app.config["TESTING"] = True

    class Shop(Host):
        def customer(self) -> Customer | None:
            name = request.headers.get("X-Customer")
            return Customer(name) if name else None

    parts = Parts()
    parts[Host] = Shop()
    parts.add(loyalty, Signer(["secret"]), Catalogues(resource_dir("translations")), ToldApart())
    app.extensions[EXTENSION] = parts
    blueprint = Blueprint("storefront", __name__, url_prefix="/storefront")
    api.add_to(blueprint, API)
    handle_errors_of(blueprint)
    app.register_blueprint(blueprint)
    offer_texts(app, "Wren & Kettle")
    page = DictLoader({"account.html": "{{ storefront_points() }}"})
    app.jinja_env.loader = ChoiceLoader([page, FileSystemLoader(resource_dir("templates"))])
    app.jinja_env.globals["storefront_points"] = storefront_points

    @app.get("/account")
    def account() -> str:
        return render_template("account.html")

    return app
