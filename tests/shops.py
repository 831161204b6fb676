"""The smallest shop that mounts the storefront: three products, a cart that the test fills, sign-in by a header."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, url_for
from flask.testing import FlaskClient

from storefront_plugin import CartLine, Customer, Host, Money, Order, Product, Storefront
from storefront_plugin.host import Page
from storefront_plugin.storage import Database
from storefront_plugin.storage.migrating import upgrade

MARKETS: Mapping[str, Any] = {
    "de": {"countries": ["DE", "AT"], "currency": "EUR", "locales": ["de-DE"]},
    "ch": {"countries": ["CH"], "currency": "CHF", "locales": ["de-CH", "fr-CH"]},
    "gb": {"countries": ["GB"], "currency": "GBP", "locales": ["en-GB"]},
}
SETTINGS: Mapping[str, Any] = {
    "shop": {"name": "Tiny"},
    "markets": MARKETS,
    "pricing": {"currency": "EUR", "fixed_rates": {"CHF": "0.95", "GBP": "0.85"}, "rates": {"feeds": []}},
}
SECRET = "a secret of the tiny shop"
ADDRESS = {"country": "DE", "name": "Ada", "line1": "Hauptstraße 1", "city": "Berlin", "postcode": "10115"}

PAGE = """<!doctype html><html><head><title>tea</title>{{ storefront_head() }}</head>
<body><h1>Tea</h1>{{ storefront_switcher() }}<p>{{ 10|storefront_price }}</p><footer>Tiny Ltd</footer></body></html>"""


class TinyHost(Host):
    """What it answers are fields, so that a test can change them; `told` is what it says of a page, by path."""

    def __init__(self) -> None:
        self.products = {
            "tea": Product("tea", "Tea", Money.of("10.00", "EUR")),
            "pot": Product("pot", "Tea pot", Money.of("24.90", "EUR")),
            "tin": Product("tin", "Tin", Money.of("3.50", "EUR")),
        }
        self.lines: list[CartLine] = []
        self.told: dict[str, Mapping[str, str]] = {}
        self.placed: list[Order] = []
        self.sold: dict[str, Order] = {}

    def customer(self) -> Customer | None:
        known = request.headers.get("X-Customer")
        return Customer(known, f"{known}@example.com", known.title()) if known else None

    def product(self, sku: str) -> Product | None:
        return self.products.get(sku)

    def cart(self) -> Sequence[CartLine]:
        return self.lines

    def order(self, reference: str) -> Order | None:
        return self.sold.get(reference)

    def order_placed(self, order: Order) -> None:
        self.placed.append(order)

    def cart_bought(self, order: Order) -> None:
        self.lines = []

    def editions_of(self, page: Page) -> Mapping[str, str] | None:
        return self.told.get(page.path)


def plain_shop(**config: Any) -> Flask:
    """The shop before it meets us: a page at /tea, another at /where that names its own address, and a form."""
    app = Flask("tiny")
    app.config.update(SECRET_KEY="the shop's own key", TESTING=True)
    app.config.update(config)

    @app.get("/")
    @app.get("/tea")
    def tea() -> str:
        return app.jinja_env.from_string(app.config.get("PAGE", PAGE)).render()

    @app.get("/where/<path:below>")
    def where(below: str) -> dict[str, str]:
        return {"path": request.path, "root": request.script_root, "url": url_for("where", below=below)}

    @app.post("/tea")
    def drink() -> str:
        return request.get_data(as_text=True)

    @app.get("/broken")
    def broken() -> Response:
        raise ZeroDivisionError

    return app


def settings_for(folder: Path, **changed: Any) -> dict[str, Any]:
    """The tiny shop's settings with a database of its own in the folder, which has all tables."""
    file = folder / "tiny.sqlite3"
    if "database" not in changed and not file.exists():
        file.write_bytes(migrated_file())
    return {**SETTINGS, "secrets": [SECRET], "database": {"url": f"sqlite:///{file}"}, **changed}


def make_app(
    folder: Path, *, host: Host | None = None, app: Flask | None = None, config: Any = None, **settings: Any
) -> Flask:
    """The shop (or the given one) with the storefront mounted; `settings` go over the usual ones."""
    shop = app or plain_shop(**(config or {}))
    shop.config["STOREFRONT"] = settings_for(folder, **settings)
    Storefront(host or TinyHost()).init_app(shop)
    return shop


@cache
def migrated_file() -> bytes:
    """A SQLite database with all tables, made once in a run."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "storefront.sqlite3"
        database = Database(f"sqlite:///{file}")
        upgrade(database)
        database.engine.dispose()
        return file.read_bytes()


def token_for(client: FlaskClient, edition: str = "/de-de", **named: Any) -> str:
    """What this visitor's posts must carry; the client keeps the cookie it belongs to."""
    token: str = client.get(f"{edition}/storefront/api/v1/session", **named).get_json()["token"]
    return token


def hidden_fields_of(html: str) -> dict[str, str]:
    """The hidden inputs of a page."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html))
