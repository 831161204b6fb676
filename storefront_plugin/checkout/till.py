"""The till as a visitor finds it: one place for what the pages and the API both do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import current_app, request, url_for

from storefront_plugin.checkout.address import read_address
from storefront_plugin.checkout.attempt import Attempt, Payments, reason_text
from storefront_plugin.checkout.law import Consent, law_of
from storefront_plugin.checkout.order_links import OrderLinks
from storefront_plugin.checkout.payments import Cards
from storefront_plugin.checkout.payments.bank_transfer import BankTransfer, Transfer
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.checkout.schemas import PaymentWish, QuoteWish
from storefront_plugin.checkout.service import Checkout
from storefront_plugin.checkout.settings import CheckoutSettings
from storefront_plugin.errors import (
    DatabaseNotReady,
    OrderUnknown,
    ProviderNotSetUp,
    ProviderUnreachable,
    QuoteExpired,
    QuoteUnknown,
    UnknownShipping,
)
from storefront_plugin.host import Host, Order
from storefront_plugin.markets.pages import BaseAddress
from storefront_plugin.markets.routing import edition
from storefront_plugin.money import Currency, Money
from storefront_plugin.pricing.quotes.quote import Quote
from storefront_plugin.pricing.quotes.service import Quotes
from storefront_plugin.texts import Text
from storefront_plugin.web.parts import part, parts_of
from storefront_plugin.web.signing import Expired, Forged, Signer
from storefront_plugin.web.visitors import known_visitor, visitor


@dataclass(frozen=True, slots=True)
class AttemptView:
    """How paying stands, for the one who pays; `id` and `order` are signed."""

    id: str
    provider: str
    state: AttemptState
    amount: Money
    next_url: str | None
    open_until: datetime | None
    reason: Text | None
    order: str | None
    client_secret: str | None
    transfer: Transfer | None


@dataclass(frozen=True, slots=True)
class TillView:
    """The till of one country: the law's words, and how to pay."""

    button: Text
    consents: tuple[Consent, ...]
    notices: tuple[Text, ...]
    terms_url: str
    providers: tuple[str, ...]
    publishable_key: str | None
    test_cards: tuple[str, ...]


def make_quote(wish: QuoteWish) -> Quote:
    """A quote for this visitor, in this edition."""
    here = edition()
    address = read_address(wish.address, here.market)
    lines = part(Host).cart() if wish.lines is None else wish.lines
    return part(Quotes).make(
        known_visitor().owner, here, lines, address, wish.email, wish.shipping, from_cart=wish.lines is None
    )


def quote_of_visitor(token: str) -> Quote:
    """The quote behind a token. Raises QuoteUnknown for a forged one, and for somebody else's."""
    quote = part(Quotes).open(token)
    if not visitor().owns(quote.owner):
        raise QuoteUnknown
    return quote


def pay(wish: PaymentWish) -> Attempt:
    """Collect what the visitor's quote promised. Raises what Checkout.pay does."""
    customer = visitor().customer
    quote = quote_of_visitor(wish.quote)
    try:
        attempt = part(Checkout).pay(
            quote,
            customer_id=customer.id if customer else None,
            consents=wish.consents,
            provider=wish.provider,
            instrument=wish.instrument or "",
            return_url=lambda attempt_id: part(BaseAddress).absolute(return_address(attempt_id)),
        )
    except (DatabaseNotReady, ProviderNotSetUp) as fault:
        # The provider may have collected already: she must not be told that nothing happened.
        raise ProviderUnreachable from fault
    return _tell_if_bought(attempt)


def quote_delivered_by(quote: Quote, shipping: str) -> Quote:
    """The same promise with another way of delivery, in the place of this one."""
    if shipping not in {option.key for option in quote.shipping_options}:
        raise UnknownShipping
    if not part(Checkout).minutes_left(quote):
        raise QuoteExpired
    try:
        part(Checkout).call_back(quote)
    except ProviderNotSetUp as fault:
        raise ProviderUnreachable from fault
    return part(Quotes).with_shipping(quote, shipping)


def attempt_of_visitor(token: str) -> Attempt:
    """The attempt behind a token, as it stands. Raises OrderUnknown for a forged one, and for somebody else's."""
    attempt = part(Checkout).attempt(_opened("attempt", token))
    if not visitor().owns(part(Checkout).owner_of(attempt)):
        raise OrderUnknown
    return attempt


def settle(attempt: Attempt) -> Attempt:
    """The visitor's attempt, the provider asked anew."""
    try:
        return _tell_if_bought(part(Checkout).settle(attempt.id))
    except ProviderNotSetUp as fault:
        raise ProviderUnreachable from fault


def _tell_if_bought(attempt: Attempt) -> Attempt:
    if attempt.is_bought:
        part(Checkout).tell_cart_bought(attempt.order_reference)
    return attempt


def order_of_visitor(token: str) -> Order:
    """The paid order behind a token. Raises OrderUnknown for a forged one, and for somebody else's."""
    order, owner = part(Checkout).order(_opened("order", token))
    customer = visitor().customer
    # Who shares a browser shares the guest's cookie; between two customers, the order is the one's who bought it.
    is_hers = order.customer_id == customer.id if customer and order.customer_id else visitor().owns(owner)
    if not is_hers:
        raise OrderUnknown
    return order


def reference_read_by(token: str) -> str:
    """The paid order that a token reads: of this visitor, or of whoever holds the link of a letter.

    Raises OrderUnknown, also for a link that has expired.
    """
    try:
        link = part(OrderLinks).open(token)
    except OrderUnknown:
        return order_of_visitor(token).reference
    if link.is_expired:
        raise OrderUnknown
    return link.reference


def return_address(attempt_id: str) -> str:
    """Our page that asks how the attempt stands, and shows it."""
    return url_for("storefront.paying_returned", token=_attempt_token(attempt_id))


def order_token(reference: str) -> str:
    """What stands for a paid order in an address."""
    return part(Signer).sign("order", reference)


def view_of(attempt: Attempt) -> AttemptView:
    """The attempt as its payer may see it."""
    return AttemptView(
        id=_attempt_token(attempt.id),
        provider=attempt.provider,
        state=attempt.state,
        amount=attempt.amount,
        next_url=attempt.next_url if attempt.state is AttemptState.ACTION or attempt.awaits_money else None,
        open_until=attempt.open_until if attempt.awaits_money else None,
        reason=reason_text(attempt),
        order=order_token(attempt.order_reference) if attempt.state is AttemptState.PAID else None,
        client_secret=attempt.client_secret if attempt.state is AttemptState.OPEN else None,
        transfer=transfer_of(attempt),
    )


def transfer_of(attempt: Attempt) -> Transfer | None:
    """What the shopper is to send, while it is waited for."""
    transfers: BankTransfer | None = parts_of(current_app).get(BankTransfer)
    if transfers is None or not attempt.awaits_money or attempt.provider != transfers.name:
        return None
    return transfers.look(str(attempt.payment_id))


def till_of(country: str, market: str, currency: Currency) -> TillView:
    """What the last page before paying must show for a country, and how to pay in that market and currency."""
    settings, cards = part(CheckoutSettings), part(Cards)
    law = law_of(country, has_terms=bool(settings.terms_url))
    return TillView(
        button=law.button,
        consents=law.consents,
        notices=law.notices,
        # A page of the shop keeps the reader's edition.
        terms_url=(request.script_root if settings.terms_url.startswith("/") else "") + settings.terms_url,
        providers=part(Payments).offers(market, currency),
        publishable_key=cards.publishable_key,
        test_cards=tuple(card.instrument for card in cards.test_cards),
    )


def _attempt_token(attempt_id: str) -> str:
    return part(Signer).sign("attempt", attempt_id)


def _opened(purpose: str, token: str) -> str:
    try:
        return str(part(Signer).open(purpose, token))
    except (Expired, Forged):
        raise OrderUnknown from None
