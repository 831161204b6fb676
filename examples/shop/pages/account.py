"""Sign up, sign in, look at one's orders, sign out."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from examples.shop import customers, seed
from examples.shop.orders import orders_of
from examples.shop.words import word

account = Blueprint("account", __name__, url_prefix="/account")


@account.get("")
def show() -> str | Response:
    customer = customers.current_customer()
    if customer is None:
        return redirect(url_for("account.sign_in_form"), 303)
    return render_template("account.html", customer=customer, orders=orders_of(customer.id))


@account.get("/sign-in")
def sign_in_form() -> str:
    return _sign_in_page()


@account.post("/sign-in")
def sign_in() -> Response | tuple[str, int]:
    email = _field("email")
    if customers.sign_in(email, request.form.get("password", "")) is None:
        return _sign_in_page(email=email, message=word("sign_in.refused")), 400
    return redirect(url_for("account.show"), 303)


@account.get("/sign-up")
def sign_up_form() -> str:
    return render_template("sign_up.html", email="", name="", faults={})


@account.post("/sign-up")
def sign_up() -> Response | tuple[str, int]:
    email, name, password = _field("email"), _field("name"), request.form.get("password", "")
    faults = {}
    if not name:
        faults["name"] = word("form.name_missing")
    if not customers.looks_like_email(email):
        faults["email"] = word("form.email_wrong")
    if len(password) < customers.SHORTEST_PASSWORD:
        faults["password"] = word("form.password_short", least=customers.SHORTEST_PASSWORD)
    if not faults:
        try:
            customers.sign_up(email, name, password)
        except customers.EmailTaken:
            faults["email"] = word("sign_up.email_taken")
    if faults:
        return render_template("sign_up.html", email=email, name=name, faults=faults), 400
    return redirect(url_for("account.show"), 303)


@account.post("/sign-out")
def sign_out() -> Response:
    customers.sign_out()
    return redirect(url_for("browse.home"), 303)


def _sign_in_page(*, email: str = "", message: str | None = None) -> str:
    trial = seed.ADA if current_app.debug else None
    return render_template("sign_in.html", email=email, message=message, trial=trial)


def _field(name: str) -> str:
    return request.form.get(name, "").strip()
