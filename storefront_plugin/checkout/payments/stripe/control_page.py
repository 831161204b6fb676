"""The page where a developer decides what Stripe does next: there is one only in debug and tests, over the sandbox.

Its words are a developer's, in English.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from storefront_plugin.checkout.notifications import Notifications
from storefront_plugin.checkout.payments.stripe.sandbox import CARDS, Outgoing, Refused, Sandbox
from storefront_plugin.errors import NotFound, StorefrontError
from storefront_plugin.web.parts import part, parts_of
from storefront_plugin.web.routes import Routes

pages = Routes()

_NEWEST = 50
_OF_PAYMENTS: Mapping[str, Callable[[Sandbox, str], object]] = {
    "succeed": lambda sandbox, payment: sandbox.finish(payment, is_success=True),
    "fail": lambda sandbox, payment: sandbox.finish(payment, is_success=False),
    "refund": lambda sandbox, payment: sandbox.refund_by_hand(payment),
    "dispute": lambda sandbox, payment: sandbox.dispute(payment),
    "win": lambda sandbox, payment: sandbox.decide_dispute(payment, is_won=True),
    "lose": lambda sandbox, payment: sandbox.decide_dispute(payment, is_won=False),
}
_TIMES = {"send": 1, "twice": 2}


@pages.get("/sandbox/")
def sandbox_control() -> ResponseReturnValue:
    """The newest payments, and what happened to them that Stripe has not told yet."""
    return _page()


@pages.post("/sandbox/payments/<payment_id>")
def sandbox_decide(payment_id: str) -> ResponseReturnValue:
    """Let something happen to a payment."""
    sandbox, wish = _sandbox(), request.form.get("do", "")
    try:
        if wish == "confirm":
            payment = sandbox.look(payment_id)
            sandbox.confirm(payment.client_secret, request.form.get("card", ""))
        elif wish in _OF_PAYMENTS:
            _OF_PAYMENTS[wish](sandbox, payment_id)
        else:
            raise NotFound
    except Refused as refused:
        return _page(f"Stripe refuses: {refused}", is_fault=True)
    return _page(f"{payment_id}: {wish}")


@pages.post("/sandbox/events/<event_id>")
def sandbox_send(event_id: str) -> ResponseReturnValue:
    """Let Stripe tell of something: later than it happened, twice, before what came earlier."""
    sandbox, times = _sandbox(), _TIMES.get(request.form.get("do", ""))
    if times is None:
        raise NotFound
    notifications = part(Notifications)
    outgoing = Outgoing(sandbox, lambda body, headers: notifications.receive("stripe", body, headers), sandbox.clock)
    try:
        is_ours = outgoing.send(event_id, times=times)
    except StorefrontError as fault:
        return _page(f"{event_id} was not taken, and waits: {fault}", is_fault=True)
    return _page(f"{event_id} was sent {times} times and " + ("settled." if is_ours else "ignored: not ours."))


def _page(said: str = "", *, is_fault: bool = False) -> ResponseReturnValue:
    sandbox = _sandbox()
    events = sandbox.events()
    return render_template(
        "storefront/pages/sandbox.html",
        payments=sandbox.newest(_NEWEST),
        events=list(reversed(events))[: 4 * _NEWEST],
        cards=CARDS,
        said=said,
        is_fault=is_fault,
    )


def _sandbox() -> Sandbox:
    sandbox: Sandbox | None = parts_of(current_app).get(Sandbox)
    # A shop may show its till to the world with the sandbox, but not this page.
    if sandbox is None or not (current_app.debug or current_app.testing):
        raise NotFound
    return sandbox
