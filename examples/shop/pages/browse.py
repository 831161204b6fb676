"""Looking around: the home page, a category, a product."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from examples.shop.catalogue import CATEGORIES, picks, product, products_in, related
from examples.shop.language import current_language

browse = Blueprint("browse", __name__)


@browse.get("/")
def home() -> str:
    return render_template("home.html", picks=picks(current_language()))


@browse.get("/shelves/<category>")
def shelf(category: str) -> str:
    if category not in CATEGORIES:
        abort(404)
    return render_template("category.html", category=category, products=products_in(category, current_language()))


@browse.get("/products/<sku>")
def product_page(sku: str) -> str:
    shown = product(sku, current_language()) or abort(404)
    return render_template("product.html", product=shown, related=related(shown))


@browse.get("/terms")
def terms() -> str:
    return render_template("terms.html")
