"""Giving money back from the dashboard: first what it would do, then, once, the doing."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from storefront_plugin.checkout.book import OrderBook
from storefront_plugin.checkout.dossier import Dossier
from storefront_plugin.checkout.ports import RefundEffects
from storefront_plugin.checkout.refund import STANDING, RefundWish
from storefront_plugin.checkout.refunds import Refunds
from storefront_plugin.errors import MalformedRequest, RefundAmbiguous, StorefrontError
from storefront_plugin.host import Order, OrderLine
from storefront_plugin.money import Money
from storefront_plugin.web.access import MerchantRoutes
from storefront_plugin.web.dashboard import dashboard_page
from storefront_plugin.web.parts import part
from storefront_plugin.web.problems import status_of

pages = MerchantRoutes()

_LINE = "line-"
_LONGEST_WISH = 64


@dataclass(frozen=True, slots=True)
class ReturnableLine:
    """A line of which so many are left, and the name of its input."""

    name: str
    line: OrderLine
    left: int


@dataclass(frozen=True, slots=True)
class Returnable:
    """What can still go back: of which lines, and whether the delivery."""

    lines: Sequence[ReturnableLine]
    shipping: bool


@pages.get("/dashboard/orders/<reference>/refund")
def refund_dashboard(reference: str) -> ResponseReturnValue:
    """What a refund would come to and what else it would do; nothing is done. Raises OrderUnknown."""
    order = part(OrderBook).dossier(reference).order
    try:
        preview = part(Refunds).preview(reference, read_wish(request.args, order))
    except StorefrontError as fault:
        return _page(reference, fault=fault)
    return _page(
        reference,
        preview=preview,
        effects=part(RefundEffects).of(preview.order, preview.refund, preview.earlier),
        asked=_asked(request.args),
        wish_id=secrets.token_hex(16),
    )


@pages.post("/dashboard/orders/<reference>/refund")
def refund_order(reference: str) -> ResponseReturnValue:
    """Give the money back; the same form sent twice is one refund."""
    order = part(OrderBook).dossier(reference).order
    wish_id = request.form.get("wish", "")
    if not 1 <= len(wish_id) <= _LONGEST_WISH:
        raise MalformedRequest
    try:
        part(Refunds).refund(reference, read_wish(request.form, order), wish_id=wish_id)
    except StorefrontError as fault:
        return _page(reference, fault=fault)
    return redirect(url_for("storefront.order_dashboard", reference=reference) + "#storefront-refunds", 303)


def returnable(dossier: Dossier) -> Returnable:
    """What is left of an order after the refunds that stand."""
    gone = [record.refund for record in dossier.refunds if record.state in STANDING]
    returned = Counter[str]()
    for refund in gone:
        returned.update({line.sku: line.quantity for line in refund.lines})
    lines = [
        ReturnableLine(_name_of(place), line, line.quantity - returned[line.sku])
        for place, line in enumerate(dossier.order.lines)
    ]
    return Returnable(
        [each for each in lines if each.left > 0],
        shipping=bool(dossier.order.shipping) and not any(refund.shipping for refund in gone),
    )


def read_wish(asked: Mapping[str, str], order: Order) -> RefundWish:
    """What the form says: an amount alone, or lines and delivery; all that is left where it names nothing.

    Raises MalformedRequest for what its own inputs cannot hold, InexactAmount, CurrencyMismatch.
    """
    quantities = [asked.get(_name_of(place), "") or "0" for place in range(len(order.lines))]
    if not all(each.isascii() and each.isdigit() and len(each) <= 4 for each in quantities):
        raise MalformedRequest
    lines = {line.sku: int(each) for line, each in zip(order.lines, quantities, strict=True) if int(each)}
    shipping, amount = bool(asked.get("shipping")), asked.get("amount", "").strip()
    if not amount:
        return RefundWish(lines=lines, shipping=shipping)
    if lines or shipping:
        raise RefundAmbiguous
    # Who writes 12,50 means 12.50: no amount here has its thousands parted.
    return RefundWish(amount=Money.of(amount.replace(",", "."), order.total.currency))


def _asked(args: Mapping[str, str]) -> dict[str, str]:
    """The form's own inputs, to be sent again with the word to do it."""
    return {name: value for name, value in args.items() if name in ("shipping", "amount") or name.startswith(_LINE)}


def _name_of(place: int) -> str:
    return f"{_LINE}{place}"


def _page(reference: str, *, fault: StorefrontError | None = None, **values: object) -> ResponseReturnValue:
    text = fault.text if fault else None
    page = dashboard_page("storefront/dashboard/refund.html", reference=reference, fault=text, **values)
    return page, status_of(fault) if fault else 200
