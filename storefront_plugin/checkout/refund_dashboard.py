"""Giving money back from the dashboard: first what it would do, then, once, the doing."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Mapping

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from storefront_plugin.checkout.book import OrderBook
from storefront_plugin.checkout.facts import RefundEffects
from storefront_plugin.checkout.refund import RefundWish
from storefront_plugin.checkout.refunds import Refunds
from storefront_plugin.errors import MalformedRequest, RefundAmbiguous, RefundChanged, StorefrontError
from storefront_plugin.host import MOST_OF_ONE, Order
from storefront_plugin.money import Money
from storefront_plugin.web.access import MerchantRoutes
from storefront_plugin.web.dashboard import dashboard_page
from storefront_plugin.web.parts import part
from storefront_plugin.web.problems import status_of

pages = MerchantRoutes()

_LINE = "line-"
_LONGEST_WISH = 64


@pages.get("/dashboard/orders/<reference>/refund")
def refund_dashboard(reference: str) -> ResponseReturnValue:
    """What a refund would come to and what else it would do; nothing is done. Raises OrderUnknown."""
    return _look(reference, request.args)


@pages.post("/dashboard/orders/<reference>/refund")
def refund_order(reference: str) -> ResponseReturnValue:
    """Give back the money that was shown; the same form sent twice is one refund. Raises OrderUnknown."""
    order = part(OrderBook).order(reference)
    wish_id, shown = request.form.get("wish", ""), request.form.get("shown", "")
    if not (1 <= len(wish_id) <= _LONGEST_WISH and re.fullmatch(r"[0-9]{1,18}", shown)):
        raise MalformedRequest
    try:
        wish = read_wish(request.form, order)
        part(Refunds).refund(reference, wish, wish_id=wish_id, shown=Money(int(shown), order.total.currency))
    except RefundChanged as fault:
        return _look(reference, request.form, changed=fault)
    except StorefrontError as fault:
        return _page(reference, fault=fault)
    return redirect(url_for("storefront.order_dashboard", reference=reference) + "#storefront-refunds", 303)


@pages.post("/dashboard/orders/<reference>/attempts/<attempt_id>/give-back")
def give_back_surplus(reference: str, attempt_id: str) -> ResponseReturnValue:
    """Give back once more what bought nothing, where it waits for that. Raises OrderUnknown."""
    part(OrderBook).order(reference)
    try:
        if any(each.id == attempt_id and each.can_be_given_back for each in part(OrderBook).attention(reference)):
            part(Refunds).give_back(attempt_id)
    except StorefrontError as fault:
        return _page(reference, fault=fault)
    return redirect(url_for("storefront.order_dashboard", reference=reference) + "#storefront-refunds", 303)


def read_wish(asked: Mapping[str, str], order: Order) -> RefundWish:
    """What the form says: an amount alone, or lines and delivery; all that is left where it names nothing.

    Raises MalformedRequest for what its own inputs cannot hold, InexactAmount, CurrencyMismatch.
    """
    lines = Counter[str]()
    for place, line in enumerate(order.lines):
        lines[line.sku] += _quantity(asked.get(f"{_LINE}{place}", ""))
    lines = +lines
    shipping, amount = bool(asked.get("shipping")), asked.get("amount", "").strip()
    if not amount:
        return RefundWish(lines=lines, shipping=shipping)
    if lines or shipping:
        raise RefundAmbiguous
    # Who writes 12,50 means 12.50: no amount here has its thousands parted.
    return RefundWish(amount=Money.of(amount.replace(",", "."), order.total.currency))


def _look(reference: str, asked: Mapping[str, str], *, changed: RefundChanged | None = None) -> ResponseReturnValue:
    """What the wish comes to now, to be agreed to; `changed` says why it is looked at again."""
    order = part(OrderBook).order(reference)
    try:
        preview = part(Refunds).preview(reference, read_wish(asked, order))
    except StorefrontError as fault:
        return _page(reference, fault=fault)
    return _page(
        reference,
        fault=changed,
        preview=preview,
        effects=part(RefundEffects).of(preview.order, preview.refund, preview.earlier),
        asked=_asked(asked),
        wish_id=secrets.token_hex(16),
    )


def _asked(args: Mapping[str, str]) -> dict[str, str]:
    """The form's own inputs, to be sent again with the word to do it."""
    return {name: value for name, value in args.items() if name in ("shipping", "amount") or name.startswith(_LINE)}


def _quantity(text: str) -> int:
    """Raises MalformedRequest for what is no number of goods."""
    # Python reads no number of thousands of digits.
    if not re.fullmatch(r"[0-9]{0,9}", text) or int(text or 0) > MOST_OF_ONE:
        raise MalformedRequest
    return int(text or 0)


def _page(reference: str, *, fault: StorefrontError | None = None, **values: object) -> ResponseReturnValue:
    text = fault.text if fault else None
    page = dashboard_page("storefront/dashboard/refund.html", reference=reference, fault=text, **values)
    return page, status_of(fault) if fault else 200
