"""What Stripe says, in our words. Pure: plain dictionaries in, reports and reasons out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from storefront_plugin.checkout.payments.stripe.amounts import from_stripe_amount, minimum_charge
from storefront_plugin.checkout.payments.stripe.refund_reading import read_settled
from storefront_plugin.checkout.ports import AttemptState, PaymentReport, ProviderEvent
from storefront_plugin.errors import EventUnreadable
from storefront_plugin.money import Money
from storefront_plugin.texts import Text, sf_

# What we write on every payment, to know it again.
ATTEMPT = "storefront_attempt"
ORDER = "storefront_order"

_STATES = {
    "requires_payment_method": AttemptState.OPEN,
    "requires_confirmation": AttemptState.OPEN,
    "requires_action": AttemptState.ACTION,
    "processing": AttemptState.PROCESSING,
    "requires_capture": AttemptState.AUTHORISED,
    "succeeded": AttemptState.PAID,
    "canceled": AttemptState.CANCELLED,
}

# What she pays in her own time, days later, by what it says of until when.
_PAID_LATER = {
    "boleto_display_details": "expires_at",
    "konbini_display_details": "expires_at",
    "multibanco_display_details": "expires_at",
    "oxxo_display_details": "expires_after",
    "display_bank_transfer_instructions": None,
}
# What was paid on a voucher's last day is told on the next day that banks work.
_BANKS_TAKE = timedelta(days=3)
# Where it says nothing: a bank transfer never runs out by itself.
_PAID_WITHIN = timedelta(days=14)

# Where a front end may confirm: for the first time, or anew after a decline.
_TO_CONFIRM = ("requires_payment_method", "requires_confirmation")

# What ids and kinds of events look like; the tables have room for no more.
_NAME = re.compile(r"[!-~]{1,200}")
_KIND = re.compile(r"[a-z0-9_.]{1,100}")

CARD_AGAIN = sf_("please enter your card again.")
_REASONS = {
    "amount_too_large": sf_("the amount is more than can be paid by card."),
    "invalid_charge_amount_no_decimal_compatible": sf_("the amount must be a whole number in this currency."),
    "parameter_invalid_integer": sf_("this amount cannot be paid by card."),
    "resource_missing": CARD_AGAIN,
    "confirmation_token_already_used": CARD_AGAIN,
}


def read_report(intent: Mapping[str, Any]) -> PaymentReport:
    """One payment as Stripe describes it. Raises KeyError for a state that is not known, and what amounts raise."""
    state, open_until = _STATES[intent["status"]], None
    if state is AttemptState.ACTION and (open_until := _awaited_until(intent)):
        # She has chosen, and pays in her own time: nothing is left to do here.
        state = AttemptState.OPEN
    decline = None
    if intent["status"] == "requires_payment_method" and (error := intent.get("last_payment_error")):
        state, decline = AttemptState.DECLINED, _decline_code(error)
    is_paid = state is AttemptState.PAID
    # Who captures by hand may take less than was authorised; anything else is not what was asked for.
    is_told_as_asked = not is_paid or (
        intent.get("capture_method") == "manual" and 0 < intent["amount_received"] <= intent["amount"]
    )
    amount = intent["amount"] if is_told_as_asked else intent["amount_received"]
    notes = intent.get("metadata") or {}
    return PaymentReport(
        payment_id=intent["id"],
        state=state,
        amount=from_stripe_amount(amount, intent["currency"]),
        is_live=intent["livemode"],
        attempt_id=notes.get(ATTEMPT),
        order_reference=notes.get(ORDER),
        next_url=_next_url(intent.get("next_action")) if intent["status"] == "requires_action" else None,
        decline=decline,
        client_secret=intent.get("client_secret") if intent["status"] in _TO_CONFIRM else None,
        captured=from_stripe_amount(intent["amount_received"], intent["currency"]) if is_paid else None,
        refunded=_refunded(charge_of(intent), intent["currency"]),
        is_disputed=bool(charge_of(intent).get("disputed")),
        settled=read_settled(charge_of(intent).get("balance_transaction")),
        open_until=open_until,
    )


def _awaited_until(intent: Mapping[str, Any]) -> datetime | None:
    """Until when money is waited for that comes days after the shopper has chosen; None for what she does at once."""
    action = intent.get("next_action") or {}
    kind = action.get("type")
    if kind not in _PAID_LATER:
        return None
    runs_out = (action.get(kind) or {}).get(_PAID_LATER[kind])
    if runs_out is None:
        return datetime.fromtimestamp(intent["created"], UTC) + _PAID_WITHIN
    return datetime.fromtimestamp(runs_out, UTC) + _BANKS_TAKE


def _refunded(charge: Mapping[str, Any], currency: str) -> Money | None:
    """What Stripe itself counts as given back; None where it was not asked to tell."""
    return from_stripe_amount(charge["amount_refunded"], currency) if "amount_refunded" in charge else None


def charge_of(intent: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was charged in the end, where Stripe was asked to tell it with the payment; else nothing."""
    charge = intent.get("latest_charge")
    return charge if isinstance(charge, Mapping) else {}


def _next_url(action: Mapping[str, Any] | None) -> str | None:
    if not action:
        return None
    # A card's or bank's own page; or, for cash and transfers, the page with the voucher to pay by.
    details = action.get(action["type"]) or {}
    places = ("url", "hosted_voucher_url", "hosted_instructions_url")
    return next((details[place] for place in places if details.get(place)), None)


def _decline_code(error: Mapping[str, Any]) -> str:
    return str(error.get("decline_code") or error.get("code") or "unknown")


def read_event_body(event: object, *, is_live: bool) -> ProviderEvent:
    """The event in a body whose signature was right. Raises EventUnreadable for another form or another mode."""
    match event:
        case {
            "object": "event",
            "id": str(event_id),
            "type": str(kind),
            "livemode": bool(live),
            "data": {"object": dict(about)},
        } if live is is_live and _name(event_id) and _KIND.fullmatch(kind):
            return ProviderEvent(id=event_id, kind=kind, payment_id=_payment_of(about), attempt_id=_attempt_of(about))
    raise EventUnreadable()


def _payment_of(about: Mapping[str, Any]) -> str | None:
    if about.get("object") == "payment_intent":
        found = about.get("id")
    else:
        # Charges, refunds and disputes name their payment, or carry it whole.
        found = about.get("payment_intent")
        if isinstance(found, Mapping):
            found = found.get("id")
    return _name(found)


def _attempt_of(about: Mapping[str, Any]) -> str | None:
    # Its payment's notes are on a charge too, and ours on a refund that we made.
    notes = about.get("metadata")
    if about.get("object") not in ("payment_intent", "charge", "refund") or not isinstance(notes, Mapping):
        return None
    return _name(notes.get(ATTEMPT))


def _name(told: object) -> str | None:
    """An id as ours and Stripe's are; of anything else nothing is kept."""
    return told if isinstance(told, str) and _NAME.fullmatch(told) else None


def reason_for(code: str | None, amount: Money) -> Text:
    """Why Stripe would not even try, for the shopper."""
    if code == "amount_too_small":
        if least := minimum_charge(amount.currency):
            return sf_("the least that can be paid by card is %(least)s.", least=least)
        return sf_("the amount is less than can be paid by card.")
    return _REASONS.get(code or "") or sf_("the payment provider did not accept it.")
