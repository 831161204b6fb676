"""Five small shops that knew nothing of us and are quite unlike one another; `base` is where each believes to lie."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    jsonify,
    redirect,
    render_template_string,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_locale
from flask_caching import Cache
from jinja2 import DictLoader
from werkzeug.middleware.proxy_fix import ProxyFix


def new_app(name: str) -> Flask:
    app = Flask(name)
    app.config.update(SECRET_KEY="the shop's own key", TESTING=True)

    @app.get("/admin")
    def admin() -> str:
        return f"the office<i>{said_edition()}</i>"

    return app


def said_edition() -> str:
    return render_template_string("{{ storefront_edition().code }}")


# One file, every link written by hand, everything in the session


def one_file(base: str = "") -> Flask:
    app = new_app("one_file")

    def page(body: str) -> str:
        head = f'<head><link rel="stylesheet" href="{base}/static/shop.css"></head>'
        menu = (
            f'<a href="{base}/">home</a> <a href="{base}/cart">cart</a> <a href="{base}/orders/">orders</a>'
            f'<a href="{base}/style">from the database</a> <a href="{base}/admin">office</a>'
        )
        return f"<html>{head}<body>{menu}{body}<i>{said_edition()}</i></body></html>"

    @app.get("/")
    def home() -> str:
        return page("".join(f'<a href="{base}/product/{number}">product</a>' for number in (1, 2, 3)))

    @app.get("/style")
    def style() -> str:
        return page(f'<a href="{base}{request.path}?sort=price">sorted</a>')

    @app.get("/product/<int:number>")
    def product(number: int) -> str:
        # The address of this form is that of a machine of its own: fetch() sends it.
        return page(f'<form method="post" action="{base}/cart/add"><input name="sku" value="{number}"></form>')

    @app.post("/cart/add")
    def add() -> ResponseReturnValue:
        session["cart"] = [*session.get("cart", []), request.form["sku"]]
        return redirect(f"{base}/cart")

    @app.get("/cart")
    def cart() -> str:
        goods = ", ".join(session.get("cart", []))
        return page(f'cart: {goods}<form method="post" action="{base}/login"><input name="email" value="a@b"></form>')

    @app.post("/login")
    def login() -> ResponseReturnValue:
        session["email"] = request.form["email"]
        return redirect(request.referrer or f"{base}/")

    @app.route("/orders/", methods=["GET", "POST"])
    def orders() -> ResponseReturnValue:
        if request.method == "POST":
            return redirect(f"{base}/thanks?of={request.form['of']}")
        return page('<form method="post"><input name="of" value="tea"></form>')

    @app.get("/thanks")
    def thanks() -> str:
        return page(f"bought by {session.get('email')}")

    return app


# A factory with blueprints and Flask-Babel, its language in the session


def with_blueprints_and_babel(base: str = "") -> Flask:
    app = new_app("babel")
    Babel(app, locale_selector=lambda: session.get("lang", "bg"))
    layout = (
        '<link rel="stylesheet" href="{{ url_for("static", filename="shop.css") }}">'
        '<a href="{{ url_for("public.home") }}">home</a><a href="{{ url_for("account.page") }}">me</a>'
        '<a href="{{ url_for("admin") }}">office</a>%s<b>{{ locale() }}</b><i>{{ storefront_edition().code }}</i>'
    )
    public, account = Blueprint("public", __name__), Blueprint("account", __name__, url_prefix="/account")

    def page(body: str, **values: Any) -> str:
        return render_template_string(layout % body, locale=get_locale, **values)

    @public.get("/")
    def home() -> str:
        chosen = f'<a href="{base}/lang/ru">ru</a>'
        return page('<a href="{{ url_for(".product", slug="tea") }}?utm_source=x">tea</a>' + chosen)

    @public.get("/lang/<code>")
    def language(code: str) -> ResponseReturnValue:
        session["lang"] = code
        return redirect(url_for(".home"))

    @public.get("/p/<slug>/")
    def product(slug: str) -> str:
        return page('<form method="post" action="{{ url_for("account.buy", slug=slug) }}"></form>', slug=slug)

    @account.get("/")
    def page_of_account() -> str:
        return page("yours")

    @account.post("/buy/<slug>")
    def buy(slug: str) -> ResponseReturnValue:
        return redirect(url_for("account.page", bought=slug))

    account.add_url_rule("/page", "page", page_of_account)
    app.register_blueprint(public)
    app.register_blueprint(account)
    return app


# A factory with Flask-Caching, its price in a macro that is imported without context


def with_cache_and_macros(base: str = "") -> Flask:
    app = new_app("cache")
    cache = Cache(config={"CACHE_TYPE": "SimpleCache"})
    app.jinja_loader = DictLoader(
        {
            "macros.html": '{% macro price(n) %}<img src="{{ url_for("static", filename="tag.svg") }}">'
            "<u>{{ n|storefront_price }}</u>{% endmacro %}",
            "page.html": '{% from "macros.html" import price %}{{ price(10) }}<a href="{{ url_for("home") }}">home</a>'
            '<a href="{{ url_for("tea") }}">tea</a><a href="{{ url_for("admin") }}">office</a>'
            '<form method="post" action="{{ url_for("buy") }}"></form><i>{{ storefront_edition().code }}</i>{{ more }}',
        }
    )
    app.extensions["calls"] = calls = []

    @app.get("/")
    @cache.cached(timeout=60)
    def home() -> str:
        return app.jinja_env.get_template("page.html").render()

    @app.get("/tea")
    def tea() -> str:
        return app.jinja_env.get_template("page.html").render(more=greeting("tea"))

    @cache.memoize(60)
    def greeting(name: str) -> str:
        calls.append(name)
        return f"{name} in {said_edition()}"

    @app.post("/buy")
    def buy() -> ResponseReturnValue:
        cache.delete("view//")
        return redirect(url_for("home"))

    # As factories do: the extension comes after the views.
    app.extensions["later"] = lambda: cache.init_app(app)
    return app


# JSON alone: no page, no cookie


def json_only(base: str = "") -> Flask:
    app = new_app("json")

    def links(**more: Any) -> Response:
        edition = said_edition()
        return jsonify(links=[url_for("front"), url_for("goods", sku="tea"), url_for("admin")], edition=edition, **more)

    @app.get("/")
    def front() -> Response:
        return links()

    @app.get("/goods/<sku>")
    def goods(sku: str) -> Response:
        return links(post=url_for("order"), price=render_template_string("{{ 10|storefront_price }}"))

    @app.post("/order")
    def order() -> ResponseReturnValue:
        return links(bought=request.get_json()), 201, {"Location": url_for("goods", sku="tea")}

    return app


# A shop that lies below a prefix, behind a proxy, with error pages of its own


def mounted_behind_a_proxy(base: str = "") -> Flask:
    app = new_app("mounted")

    def page(body: str) -> str:
        here = url_for("home", _external=True)
        return f'<a href="{here}">home</a><a href="{base}/about">about</a>{body}<i>{said_edition()}</i>'

    @app.get("/")
    def home() -> str:
        return page(f'<a href="{url_for("late.tea", _external=True)}">tea</a><a href="{url_for("admin")}">office</a>')

    @app.get("/about")
    async def about() -> str:
        return page("")

    @app.errorhandler(404)
    def missing(fault: Exception) -> tuple[str, int]:
        return page("not here"), 404

    late = Blueprint("late", __name__)

    @late.get("/tea/")
    async def tea() -> str:
        return page(f'<form method="post" action="{base}/tea/"></form>')

    @late.post("/tea/")
    async def buy() -> ResponseReturnValue:
        return redirect(url_for("home", _external=True))

    # Registered after us, as plug-ins of a shop are.
    app.extensions["later"] = lambda: app.register_blueprint(late)
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_host=1, x_proto=1)  # type: ignore[method-assign]
    return app


SHOPS = (one_file, with_blueprints_and_babel, with_cache_and_macros, json_only, mounted_behind_a_proxy)
