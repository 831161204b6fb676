"""Ordering for collection: the customer leaves her name and pays at the counter."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from examples.shop.cart import cart_products, empty_cart
from examples.shop.customers import current_customer, looks_like_email
from examples.shop.language import current_language
from examples.shop.orders import OrderLine, new_reference, order, record_order
from examples.shop.prices import pounds
from examples.shop.words import word

checkout = Blueprint("checkout", __name__)

PLACED_KEY = "placed"
MOST_REMEMBERED = 5


@checkout.get("/checkout")
def ask_who() -> str | Response:
    customer = current_customer()
    return _form(name=customer.name if customer else "", email=customer.email if customer else "", faults={})


@checkout.post("/checkout")
def place() -> str | Response | tuple[str | Response, int]:
    name, email = (request.form.get(field, "").strip() for field in ("name", "email"))
    lines = cart_products(current_language())
    faults = {}
    if not name:
        faults["name"] = word("form.name_missing")
    if not looks_like_email(email):
        faults["email"] = word("form.email_wrong")
    if not lines:
        return redirect(url_for("shopping.show_cart"), 303)
    if faults:
        return _form(name=name, email=email, faults=faults), 400

    reference, customer = new_reference(), current_customer()
    record_order(
        reference,
        customer.id if customer else None,
        [OrderLine(p.sku, p.name, quantity, pounds(p.pence * quantity)) for p, quantity in lines],
        pounds(sum(p.pence * quantity for p, quantity in lines)),
        email,
    )
    empty_cart()
    session[PLACED_KEY] = [*session.get(PLACED_KEY, []), reference][-MOST_REMEMBERED:]
    return redirect(url_for("checkout.placed", reference=reference), 303)


@checkout.get("/orders/<reference>")
def placed(reference: str) -> str:
    """Shown to the browser that placed it and to the customer whose it is; to others it does not exist."""
    shown, customer = order(reference) or abort(404), current_customer()
    is_hers = customer is not None and shown.customer_id == customer.id
    if not is_hers and reference not in session.get(PLACED_KEY, []):
        abort(404)
    return render_template("order_placed.html", order=shown)


def _form(*, name: str, email: str, faults: dict[str, str]) -> str | Response:
    lines = cart_products(current_language())
    if not lines:
        return redirect(url_for("shopping.show_cart"), 303)
    return render_template("checkout.html", lines=lines, name=name, email=email, faults=faults)
