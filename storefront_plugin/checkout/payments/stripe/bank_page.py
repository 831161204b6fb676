"""The page that plays the shopper's bank for 3-D Secure, or shows her voucher: only where the sandbox is in force."""

from __future__ import annotations

from flask import current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from storefront_plugin.checkout.payments.stripe.sandbox import Sandbox
from storefront_plugin.errors import NotFound
from storefront_plugin.web.parts import parts_of
from storefront_plugin.web.routes import Routes

pages = Routes()


@pages.get("/sandbox/bank/<payment_id>")
def sandbox_bank(payment_id: str) -> ResponseReturnValue:
    """Ask whether the payment is hers, or whether her voucher is paid."""
    payment = _sandbox().look(payment_id)
    if not payment.waits_for_bank:
        return redirect(payment.way_back, 303)
    page = "sandbox_voucher" if payment.waits_for_money else "bank"
    return render_template(f"storefront/pages/{page}.html", amount=payment.money)


@pages.post("/sandbox/bank/<payment_id>")
def sandbox_bank_answer(payment_id: str) -> ResponseReturnValue:
    """Yes or no, and back to the shop."""
    bank = _sandbox()
    decide = bank.authorise if request.form.get("answer") == "yes" else bank.refuse
    return redirect(decide(payment_id).way_back, 303)


def _sandbox() -> Sandbox:
    sandbox: Sandbox | None = parts_of(current_app).get(Sandbox)
    if sandbox is None:
        raise NotFound
    return sandbox
