"""Paid orders, and the smallest shop that asks about them."""

from collections.abc import Callable

import pytest
from flask import Blueprint, Flask, render_template
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader

from storefront_plugin.events import OrderPaid
from storefront_plugin.host import Host, Order, OrderLine
from storefront_plugin.money import Money, ToldApart
from storefront_plugin.resources import resource_dir
from storefront_plugin.storage import Database
from storefront_plugin.surveys import Prompt, Surveys, SurveysSettings
from storefront_plugin.surveys.api import api
from storefront_plugin.surveys.fragments import storefront_nps_prompt
from storefront_plugin.surveys.pages import pages
from storefront_plugin.texts import Catalogues
from storefront_plugin.web.forms import Origins, form_token
from storefront_plugin.web.jinja import offer_texts
from storefront_plugin.web.parts import EXTENSION, Parts
from storefront_plugin.web.problems import handle_errors_of
from storefront_plugin.web.routes import API
from storefront_plugin.web.signing import Signer
from tests.clock import Clock

# The layout and the page for problems are somebody else's.
PAGES = {
    "storefront/layout.html": "{% block storefront_content %}{% endblock %}",
    "storefront/pages/problem.html": "{{ text }} {{ fields }}",
    "confirmation.html": "<h1>Thanks</h1>{{ storefront_nps_prompt(order) }}",
}


@pytest.fixture
def surveys(database: Database, clock: Clock) -> Surveys:
    return Surveys(database, SurveysSettings(cooldown_days=90), clock, "Wren & Kettle")


@pytest.fixture
def order_paid(clock: Clock) -> Callable[..., OrderPaid]:
    def make(reference: str = "1042", *, customer_id: str | None = "ada") -> OrderPaid:
        price = Money.of("10.00", "GBP")
        line = OrderLine(sku="tea", name="Tea", quantity=1, unit=price, base_unit=price)
        order = Order(reference=reference, lines=(line,), total=price, locale="de-CH", customer_id=customer_id)
        return OrderPaid(order, occurred_at=clock())

    return make


@pytest.fixture
def asked(surveys: Surveys, database: Database, order_paid: Callable[..., OrderPaid]) -> Callable[..., Prompt]:
    """Pay an order and answer the prompt that was issued for it."""

    def make(reference: str = "1042", *, customer_id: str | None = None) -> Prompt:
        with database.write() as db:
            surveys.issue(db, order_paid(reference, customer_id=customer_id))
        prompt = surveys.prompt_for(reference)
        assert prompt is not None
        return prompt

    return make


@pytest.fixture
def shop(surveys: Surveys) -> Flask:
    """A shop with a confirmation page for each order."""
    app = Flask("shop")
    app.config["TESTING"] = True
    parts = Parts()
    parts[Host] = Host()
    parts.add(surveys, Signer(["secret"]), Catalogues(resource_dir("translations")), Origins(None), ToldApart())
    app.extensions[EXTENSION] = parts
    blueprint = Blueprint("storefront", __name__, url_prefix="/storefront")
    pages.add_to(blueprint)
    api.add_to(blueprint, API)
    handle_errors_of(blueprint)
    app.register_blueprint(blueprint)
    offer_texts(app, "Wren & Kettle")
    app.jinja_env.loader = ChoiceLoader([DictLoader(PAGES), FileSystemLoader(resource_dir("templates"))])
    app.jinja_env.globals["storefront_nps_prompt"] = storefront_nps_prompt

    @app.get("/orders/<reference>")
    def confirmation(reference: str) -> str:
        return render_template("confirmation.html", order=reference)

    @app.get("/token")
    def token() -> str:
        return form_token()

    return app
