"""The cart's page and what can be done there."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from examples.shop import cart
from examples.shop.language import current_language
from examples.shop.words import word

shopping = Blueprint("shopping", __name__, url_prefix="/cart")

LONGEST_ECHO = 24


@shopping.get("")
def show_cart() -> str:
    return _cart_page()


@shopping.post("/add")
def add() -> Response:
    cart.add_to_cart(request.form.get("sku", ""), request.form.get("quantity", "1"))
    return _to_the_cart()


@shopping.post("/change")
def change() -> Response:
    cart.change_quantity(request.form.get("sku", ""), request.form.get("quantity", ""))
    return _to_the_cart()


@shopping.post("/remove")
def remove() -> Response:
    cart.remove_from_cart(request.form.get("sku", ""))
    return _to_the_cart()


@shopping.errorhandler(cart.BadQuantity)
def refuse_quantity(fault: cart.BadQuantity) -> tuple[str, int]:
    return _cart_page(word("cart.bad_quantity", asked=fault.asked[:LONGEST_ECHO])), 400


@shopping.errorhandler(cart.UnknownProduct)
def refuse_product(fault: cart.UnknownProduct) -> tuple[str, int]:
    return _cart_page(word("cart.unknown_product", asked=fault.asked[:LONGEST_ECHO])), 400


def _cart_page(message: str | None = None) -> str:
    return render_template("cart.html", lines=cart.cart_products(current_language()), message=message)


def _to_the_cart() -> Response:
    return redirect(url_for("shopping.show_cart"), 303)
