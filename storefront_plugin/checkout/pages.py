"""Checkout as pages: address, last look, return from the bank, confirmation. Each works without JavaScript."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from storefront_plugin.checkout import till
from storefront_plugin.checkout.attempt import Attempt, decline_text
from storefront_plugin.checkout.payments import Cards
from storefront_plugin.checkout.payments.stripe import to_stripe_amount
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.checkout.schemas import AttemptRequest, QuoteRequest
from storefront_plugin.checkout.service import Checkout
from storefront_plugin.errors import (
    AlreadyPaid,
    AmountNotPayable,
    CartBought,
    CartEmpty,
    ConsentMissing,
    InvalidFields,
    InvalidQuantity,
    NotDeliverable,
    PaymentInProgress,
    PaymentNotOffered,
    PaymentRefused,
    ProductGone,
    ProviderUnreachable,
    QuoteExpired,
    QuoteOutdated,
    StorefrontError,
    UnknownShipping,
)
from storefront_plugin.host import Host
from storefront_plugin.markets.routing import edition
from storefront_plugin.postcodes import address_fields, describe, envelope
from storefront_plugin.pricing.quote import Quote
from storefront_plugin.pricing.quotes import Quotes
from storefront_plugin.shapes import faults_of
from storefront_plugin.texts import Text
from storefront_plugin.web.parts import part
from storefront_plugin.web.problems import status_of
from storefront_plugin.web.routes import Routes
from storefront_plugin.web.visitors import known_visitor

pages = Routes()

# What the page for paying answers itself: the quote stands, and nothing was charged.
_NOT_PAID = (
    CartBought,
    ConsentMissing,
    InvalidFields,
    PaymentInProgress,
    PaymentNotOffered,
    PaymentRefused,
    ProductGone,
    ProviderUnreachable,
    QuoteExpired,
    QuoteOutdated,
)
_ADDRESS = ("country", "name", "line1", "line2", "city", "region", "postcode")


@pages.get("/checkout")
def checkout_start() -> ResponseReturnValue:
    """The address form, for the country asked for by ?country=, else the market's first."""
    customer = known_visitor().customer
    written = {name: request.args.get(name, "") for name in (*_ADDRESS, "email")}
    if customer:
        written["email"] = written["email"] or customer.email or ""
        written["name"] = written["name"] or customer.name or ""
    return _address_page(written, is_empty=not part(Host).cart())


@pages.post("/checkout")
def checkout_address() -> ResponseReturnValue:
    """Make a quote for the address given, and show it; or show the form of another country, with what was written."""
    written = {name: request.form.get(name, "") for name in (*_ADDRESS, "email")}
    if "change_country" in request.form:
        return _address_page(written)
    asked = {"email": written["email"], "address": {name: written[name] for name in _ADDRESS}}
    try:
        quote = till.make_quote(_read(QuoteRequest(), asked))
    except (InvalidFields, InvalidQuantity, CartEmpty, ProductGone, NotDeliverable) as fault:
        return _address_page(written, fault=fault)
    return _to_quote(part(Quotes).token(quote))


@pages.get("/checkout/<token>")
def checkout_quote(token: str) -> ResponseReturnValue:
    """The last look before paying: everything that will be charged, and the button."""
    quote = till.quote_of_visitor(token)
    attempt = part(Checkout).latest_attempt(quote)
    if attempt and attempt.state is AttemptState.PAID:
        return redirect(till.return_address(attempt.id), 303)
    if attempt and attempt.state is AttemptState.NEEDS_ATTENTION:
        return _waiting_page(attempt)
    declined = decline_text(attempt.decline) if attempt and attempt.state is AttemptState.DECLINED else None
    is_over = not part(Checkout).minutes_left(quote)
    return _quote_page(token, quote, declined=declined, fault=QuoteExpired() if is_over else None)


@pages.post("/checkout/<token>/shipping")
def checkout_shipping(token: str) -> ResponseReturnValue:
    """The same again with another way of delivery: a new quote."""
    quote = till.quote_of_visitor(token)
    try:
        other = till.quote_delivered_by(quote, request.form.get("shipping", ""))
    except AlreadyPaid:
        return _to_quote(token)
    except (PaymentInProgress, ProviderUnreachable, QuoteExpired, UnknownShipping) as fault:
        return _quote_page(token, quote, fault=fault)
    return _to_quote(part(Quotes).token(other))


@pages.post("/checkout/<token>/pay")
def checkout_pay(token: str) -> ResponseReturnValue:
    """Pay, and go on to the bank or to the answer."""
    asked = {
        "quote": token,
        "instrument": request.form.get("instrument", ""),
        "consents": request.form.getlist("consents"),
    }
    quote = till.quote_of_visitor(token)
    try:
        attempt = till.pay(_read(AttemptRequest(), asked))
    except _NOT_PAID as fault:
        return _quote_page(token, quote, fault=fault)
    return redirect(_next_address(attempt), 303)


@pages.get("/checkout/return/<token>")
def paying_returned(token: str) -> ResponseReturnValue:
    """Back from the bank, or from the button: ask how it stands, and show it."""
    attempt = till.attempt_of_visitor(token)
    try:
        attempt = till.settled(attempt)
    except ProviderUnreachable:
        return _waiting_page(attempt)
    if attempt.state is AttemptState.PAID:
        return redirect(url_for("storefront.order_page", token=till.order_token(attempt.order_reference)), 303)
    if attempt.state in (AttemptState.DECLINED, AttemptState.CANCELLED):
        return _to_quote(part(Quotes).token(part(Checkout).quote_of(attempt)))
    return _waiting_page(attempt)


@pages.get("/orders/<token>")
def order_page(token: str) -> ResponseReturnValue:
    """The confirmation, in the language and currency the order was made in."""
    order = till.order_of_visitor(token)
    lines = envelope(order.address) if order.address else ()
    return render_template("storefront/pages/order.html", order=order, envelope=lines)


def _read(schema: Any, asked: dict[str, Any]) -> Any:
    try:
        return schema.load(asked)
    except ValidationError as fault:
        raise InvalidFields(faults_of(fault)) from fault


def _to_quote(token: str) -> Response:
    return redirect(url_for("storefront.checkout_quote", token=token), 303)  # type: ignore[return-value]


def _next_address(attempt: Attempt) -> str:
    """The bank's page where it wants the shopper, else our own which asks how it stands."""
    return till.view_of(attempt).next_url or till.return_address(attempt.id)


def _address_page(
    written: dict[str, str], fault: StorefrontError | None = None, *, is_empty: bool = False
) -> ResponseReturnValue:
    here = edition()
    countries = here.market.countries
    country = written["country"] if written["country"] in countries else countries[0]
    page = render_template(
        "storefront/pages/address.html",
        written={**written, "country": country},
        countries=[(code, here.names_country(code)) for code in countries],
        fields=address_fields(country),
        postcode=describe(country),
        fault=fault.text if fault else None,
        is_empty=is_empty or isinstance(fault, CartEmpty),
        faults=fault.fields if isinstance(fault, InvalidFields) else {},
    )
    return page, status_of(fault) if fault else 200


def _quote_page(
    token: str, quote: Quote, *, declined: Text | None = None, fault: StorefrontError | None = None
) -> ResponseReturnValue:
    cards, stripe_amount = part(Cards), None
    if cards.publishable_key:
        try:
            stripe_amount = to_stripe_amount(quote.total)
        except AmountNotPayable as refusal:
            fault = fault or refusal
    page = render_template(
        "storefront/pages/quote.html",
        token=token,
        quote=quote,
        envelope=envelope(quote.address),
        till=till.till_of(quote.address.country),
        cards=cards,
        stripe_amount=stripe_amount,
        declined=declined,
        fault=fault.text if fault else None,
        minutes_left=part(Checkout).minutes_left(quote),
        is_over=isinstance(fault, (AmountNotPayable, CartBought, ProductGone, QuoteExpired, QuoteOutdated)),
        needs_consent=isinstance(fault, ConsentMissing),
    )
    return page, status_of(fault) if fault else 200


def _waiting_page(attempt: Attempt) -> ResponseReturnValue:
    return render_template("storefront/pages/waiting.html", attempt=till.view_of(attempt)), 202
