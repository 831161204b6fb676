"""Checkout as pages: address, last look, return from the bank, confirmation. Each works without JavaScript."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from marshmallow import ValidationError

from storefront_plugin.checkout import till
from storefront_plugin.checkout.attempt import Attempt, reason_text
from storefront_plugin.checkout.payments import Cards
from storefront_plugin.checkout.payments.bank_transfer import BankTransfer, Transfer
from storefront_plugin.checkout.payments.bank_transfer.square import drawn
from storefront_plugin.checkout.payments.stripe import StripePayments, to_stripe_amount
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.checkout.refunds import Refunds
from storefront_plugin.checkout.schemas import AttemptRequest, QuoteRequest
from storefront_plugin.checkout.service import Checkout
from storefront_plugin.checkout.states import RECALLABLE
from storefront_plugin.errors import (
    AlreadyPaid,
    AmountNotPayable,
    BelowMinimumOrder,
    CartBought,
    CartEmpty,
    ConsentMissing,
    InvalidFields,
    InvalidQuantity,
    NoRate,
    NotDeliverable,
    OrderNotKept,
    PaymentInProgress,
    PaymentNotOffered,
    PaymentRefused,
    ProductGone,
    ProviderUnreachable,
    QuoteExpired,
    QuoteOutdated,
    SoldOut,
    StorefrontError,
    UnknownProvider,
    UnknownShipping,
)
from storefront_plugin.host import Host
from storefront_plugin.markets.routing import edition
from storefront_plugin.postcodes import check, envelope
from storefront_plugin.pricing.quotes.quote import Quote
from storefront_plugin.pricing.quotes.service import Quotes
from storefront_plugin.shapes import faults_of
from storefront_plugin.texts import Text, sf_
from storefront_plugin.web.parts import part
from storefront_plugin.web.problems import status_of
from storefront_plugin.web.routes import Routes
from storefront_plugin.web.speech import say
from storefront_plugin.web.visitors import known_visitor

pages = Routes()

# What the page for paying answers itself: the quote stands, and nothing was charged.
_NOT_PAID = (
    CartBought,
    ConsentMissing,
    InvalidFields,
    OrderNotKept,
    PaymentInProgress,
    PaymentNotOffered,
    PaymentRefused,
    ProductGone,
    ProviderUnreachable,
    QuoteExpired,
    QuoteOutdated,
    SoldOut,
    UnknownProvider,
)
# The page of an order whose buyer has done her part, while nobody can call its payment back.
_ON_THE_WAY = {AttemptState.AUTHORISED: "reserved", AttemptState.PROCESSING: "on_its_way"}
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
    except (InvalidFields, InvalidQuantity, CartEmpty, ProductGone, BelowMinimumOrder, NotDeliverable, NoRate) as fault:
        return _address_page(written, fault=fault)
    # Typed for a country that has none. The quote keeps no word of it, and its page says that it was left out.
    is_left_out = written["postcode"].strip() and not quote.address.postcode
    return _to_quote(part(Quotes).token(quote), left_out="postcode" if is_left_out else None)


@pages.get("/checkout/<token>")
def checkout_quote(token: str) -> ResponseReturnValue:
    """The last look before paying: everything that will be charged, and the button."""
    quote = till.quote_of_visitor(token)
    attempt = part(Checkout).latest_attempt(quote)
    if attempt and attempt.state in (AttemptState.PAID, *_ON_THE_WAY):
        return redirect(till.return_address(attempt.id), 303)
    if attempt and attempt.state is AttemptState.NEEDS_ATTENTION:
        return _waiting_page(attempt)
    if attempt and attempt.awaits_money and not part(Checkout).minutes_left(quote):
        return redirect(till.return_address(attempt.id), 303)
    declined = reason_text(attempt) if attempt else None
    is_over = not part(Checkout).minutes_left(quote)
    return _quote_page(token, quote, declined=declined, fault=QuoteExpired() if is_over else None, waiting=attempt)


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
    provider = request.form.get("provider")
    asked = {
        "quote": token,
        "provider": provider,
        # The form sends a card beside whatever is chosen.
        "instrument": None if provider == BankTransfer.name else request.form.get("instrument", ""),
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
        attempt = till.settle(attempt)
    except (PaymentInProgress, ProviderUnreachable):
        # What to pay with is known all the same.
        if not attempt.awaits_money:
            return _waiting_page(attempt)
    if attempt.state is AttemptState.PAID:
        return redirect(url_for("storefront.order_page", token=till.order_token(attempt.order_reference)), 303)
    if attempt.state in (AttemptState.DECLINED, AttemptState.CANCELLED):
        return _to_quote(part(Quotes).token(part(Checkout).quote_of(attempt)))
    if transfer := till.transfer_of(attempt):
        return _money_page("transfer", attempt, transfer=transfer, square=_square(transfer))
    if attempt.awaits_money:
        return _money_page("voucher", attempt)
    return _waiting_page(attempt)


@pages.get("/orders/<token>")
def order_page(token: str) -> ResponseReturnValue:
    """The confirmation, in the language and currency the order was made in."""
    order = till.order_of_visitor(token)
    lines = envelope(order.address) if order.address else ()
    uncollected = part(Refunds).takings(order.reference).uncollected
    return render_template("storefront/pages/order.html", order=order, uncollected=uncollected, envelope=lines)


def _read(schema: Any, asked: dict[str, Any]) -> Any:
    try:
        return schema.load(asked)
    except ValidationError as fault:
        raise InvalidFields(faults_of(fault)) from fault


def _to_quote(token: str, left_out: str | None = None) -> Response:
    return redirect(url_for("storefront.checkout_quote", token=token, left_out=left_out), 303)  # type: ignore[return-value]


def _next_address(attempt: Attempt) -> str:
    """The bank's page where it wants the shopper, else our own which asks how it stands."""
    bank = attempt.next_url if attempt.state is AttemptState.ACTION else None
    return bank or till.return_address(attempt.id)


def _address_page(
    written: dict[str, str], fault: StorefrontError | None = None, *, is_empty: bool = False
) -> ResponseReturnValue:
    here = edition()
    countries = here.market.countries
    country = written["country"] if written["country"] in countries else countries[0]
    faults = fault.fields if isinstance(fault, InvalidFields) else {}
    page = render_template(
        "storefront/pages/address.html",
        written={**written, "country": country},
        countries=[(code, here.names_country(code)) for code in countries],
        fault=fault.text if fault else None,
        is_empty=is_empty or isinstance(fault, CartEmpty),
        faults=faults,
        address_faults={name.removeprefix("address."): texts for name, texts in faults.items()},
    )
    return page, status_of(fault) if fault else 200


def _quote_page(
    token: str,
    quote: Quote,
    *,
    declined: Text | None = None,
    fault: StorefrontError | None = None,
    waiting: Attempt | None = None,
) -> ResponseReturnValue:
    cards, stripe_amount, address = part(Cards), None, quote.address
    sight = till.till_of(quote.address.country, quote.market, quote.total.currency)
    if cards.publishable_key:
        try:
            stripe_amount = to_stripe_amount(quote.total)
        except AmountNotPayable as refusal:
            sight = replace(sight, providers=tuple(name for name in sight.providers if name != StripePayments.name))
            fault = fault or (None if sight.providers else refusal)
    page = render_template(
        "storefront/pages/quote.html",
        token=token,
        quote=quote,
        envelope=envelope(quote.address),
        postcode_note=check(address.country, address.postcode or request.args.get("left_out", ""), address.region).note,
        till=sight,
        cards=cards,
        stripe_amount=stripe_amount,
        declined=declined,
        # Chosen before, and still waited for.
        money_page=till.return_address(waiting.id) if waiting and waiting.awaits_money else None,
        is_by_transfer=waiting is not None and waiting.provider == BankTransfer.name,
        fault=fault.text if fault else None,
        minutes_left=part(Checkout).minutes_left(quote),
        is_over=isinstance(
            fault, (AmountNotPayable, CartBought, OrderNotKept, ProductGone, QuoteExpired, QuoteOutdated, SoldOut)
        ),
        needs_consent=isinstance(fault, ConsentMissing),
    )
    return page, status_of(fault) if fault else 200


def _money_page(name: str, attempt: Attempt, **shown: object) -> str:
    """What her money is waited for with, and how else she may pay while that can be called back."""
    quote = part(Checkout).quote_of(attempt)
    return render_template(
        f"storefront/pages/{name}.html",
        **shown,
        attempt=attempt,
        quote=quote,
        envelope=envelope(quote.address),
        other_ways=url_for("storefront.checkout_quote", token=part(Quotes).token(quote))
        if attempt.state in RECALLABLE and part(Checkout).minutes_left(quote)
        else None,
    )


def _square(transfer: Transfer) -> Markup | None:
    if transfer.giro_code is None:
        return None
    # Drawn by segno, which escapes the title.
    return Markup(drawn(transfer.giro_code, say(sf_("Code for your banking app"))))  # noqa: S704


def _waiting_page(attempt: Attempt) -> ResponseReturnValue:
    if name := _ON_THE_WAY.get(attempt.state):
        return _money_page(name, attempt, look_again=till.return_address(attempt.id)), 202
    view, reference = till.view_of(attempt), attempt.order_reference
    return render_template("storefront/pages/waiting.html", attempt=view, reference=reference), 202
