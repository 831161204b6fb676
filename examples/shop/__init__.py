"""Wren & Kettle, a small British tea shop: prices in pounds, VAT included, in five languages.

It is an ordinary Flask shop with its own database, customers, cart and design. Run it with
`flask --app examples.shop run`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader

from examples.shop import cart, customers, language, prices, seed, words
from examples.shop.catalogue import CATEGORIES
from examples.shop.database import close_connection
from examples.shop.pages import BLUEPRINTS, problems
from examples.shop.secret import kept_secret


def create_app(config: dict[str, Any] | None = None) -> Flask:
    """The whole shop, its database made and filled.

    SHOP_DATABASE is where the SQLite file lives; SHOP_LANGUAGE is a callable that names the language of the
    request; SHOP_THEME is a folder of templates that go before our own, which they find below "plain/". SECRET_KEY
    may come from the environment as SHOP_SECRET_KEY.
    """
    app = Flask(__name__)
    instance = Path(app.instance_path)
    app.config.from_mapping(
        SHOP_DATABASE=str(instance / "shop.sqlite3"),
        SHOP_LANGUAGE=language.chosen_language,
        SECRET_KEY=os.environ.get("SHOP_SECRET_KEY"),
        SESSION_COOKIE_SAMESITE="Lax",
    )
    app.config.update(config or {})
    app.config["SECRET_KEY"] = app.config["SECRET_KEY"] or kept_secret(instance / "shop_secret_key")

    seed.prepare(Path(app.config["SHOP_DATABASE"]))
    app.teardown_appcontext(close_connection)
    app.extensions["shop_words"] = words.load_words()
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    problems.register(app)
    _teach_templates(app)
    if theme := app.config.get("SHOP_THEME"):
        plain = FileSystemLoader(Path(app.root_path) / "templates")
        themed = FileSystemLoader(Path(app.root_path) / theme)
        app.jinja_loader = ChoiceLoader([themed, plain, PrefixLoader({"plain": plain})])
    return app


def _teach_templates(app: Flask) -> None:
    # Globals rather than a context processor, so that macros imported without context know them too.
    app.jinja_env.globals.update(
        CATEGORIES=CATEGORIES,
        cart_count=cart.cart_count,
        current_customer=customers.current_customer,
        current_language=language.current_language,
        language_links=language.language_links,
        text_direction=language.text_direction,
        word=words.word,
    )
    app.jinja_env.filters["pounds"] = prices.pounds
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
