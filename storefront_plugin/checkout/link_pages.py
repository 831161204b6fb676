"""The page behind the link in a letter: one order, to read, for whoever holds the link."""

from __future__ import annotations

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from storefront_plugin.checkout.order_links import LinkRequests, OrderLinks
from storefront_plugin.checkout.refunds import Refunds
from storefront_plugin.checkout.service import Checkout
from storefront_plugin.web.parts import part
from storefront_plugin.web.routes import Routes

pages = Routes()


@pages.get("/orders/link/<token>")
def order_by_link(token: str) -> ResponseReturnValue:
    """What was bought, and its documents: no address, nothing to pay, nothing to change."""
    link = part(OrderLinks).open(token)
    if link.is_expired:
        return _unshared(render_template("storefront/pages/order_link_expired.html", token=token), 410)
    order, _ = part(Checkout).order(link.reference)
    uncollected = part(Refunds).takings(order.reference).uncollected
    page = render_template("storefront/pages/order_by_link.html", order=order, uncollected=uncollected, token=token)
    return _unshared(page)


@pages.post("/orders/link/<token>")
def ask_for_order_link(token: str) -> ResponseReturnValue:
    """Send a new link; the answer is the same whatever address was given."""
    link = part(OrderLinks).open(token)
    part(LinkRequests).ask(link.reference, request.form.get("email", ""))
    return _unshared(render_template("storefront/pages/order_link_asked.html"))


def _unshared(page: str, status: int = 200) -> Response:
    """The address is the key: it goes to no other site."""
    response = make_response(page, status)
    # Not no-referrer: a browser would then send our form, and those of the shop's own frame, with an Origin of null.
    response.headers["Referrer-Policy"] = "same-origin"
    return response
