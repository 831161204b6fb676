"""Checkout as JSON: quote, attempt, order."""

from __future__ import annotations

from storefront_plugin.checkout import till
from storefront_plugin.checkout.facts import OrderFacts
from storefront_plugin.checkout.refunds import Refunds
from storefront_plugin.checkout.schemas import (
    AttemptAnswer,
    AttemptRequest,
    OrderAnswer,
    PaymentWish,
    QuoteRequest,
    QuoteWish,
    TillAnswer,
)
from storefront_plugin.errors import UnknownCountry
from storefront_plugin.markets.routing import edition
from storefront_plugin.pricing.quotes.quote import Quote
from storefront_plugin.pricing.schemas import QuoteAnswer
from storefront_plugin.web.parts import part
from storefront_plugin.web.repeats import keep_no_answer
from storefront_plugin.web.routes import Routes, accepts, answers

api = Routes()


@api.get("/till/<country>")
@answers(TillAnswer)
def till_of_country(country: str) -> till.TillView:
    """The button, the consents and the notices that the law of the country wants, and how to pay."""
    market = edition().market
    if country.upper() not in market.countries:
        raise UnknownCountry(country=country)
    return till.till_of(country.upper(), market.key, market.currency)


@api.post("/quotes")
@accepts(QuoteRequest)
@answers(QuoteAnswer, 201)
def make_quote(wish: QuoteWish) -> Quote:
    """Promise prices for the cart, or for the lines given."""
    return till.make_quote(wish)


@api.get("/quotes/<token>")
@answers(QuoteAnswer)
def read_quote(token: str) -> Quote:
    """A quote of this visitor."""
    return till.quote_of_visitor(token)


@api.post("/attempts")
@accepts(AttemptRequest)
@answers(AttemptAnswer, 201)
def make_attempt(wish: PaymentWish) -> till.AttemptView:
    """Pay a quote; sent twice, it is paid once."""
    made = till.view_of(till.pay(wish))
    if made.client_secret:
        keep_no_answer()
    return made


@api.get("/attempts/<token>")
@answers(AttemptAnswer)
def read_attempt(token: str) -> till.AttemptView:
    """How paying stands, the provider asked anew."""
    return till.view_of(till.settle(till.attempt_of_visitor(token)))


@api.get("/orders/<token>")
@answers(OrderAnswer)
def read_order(token: str) -> dict[str, object]:
    """A paid order of this visitor, the points it earned, and the token of the question it led to."""
    order = till.order_of_visitor(token)
    uncollected = part(Refunds).takings(order.reference).uncollected
    charged = order.total - uncollected if uncollected else order.total
    return {"order": order, "charged": charged, **part(OrderFacts).of(order)}
