"""What Stripe says of refunds, disputes and its own books, in our words. Pure, like reading.py."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from storefront_plugin.checkout.payments.stripe.amounts import from_stripe_amount
from storefront_plugin.checkout.ports import RefundReport, RefundState, Settled
from storefront_plugin.errors import StorefrontError
from storefront_plugin.host import Dispute, DisputeState
from storefront_plugin.texts import Text, sf_

log = logging.getLogger(__name__)

# What we write on every refund, to know it again.
REFUND = "storefront_refund"

_STATES = {
    "pending": RefundState.PENDING,
    # The buyer is asked where the money shall go.
    "requires_action": RefundState.PENDING,
    "succeeded": RefundState.SUCCEEDED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.CANCELLED,
}
_DISPUTES = {
    "warning_needs_response": DisputeState.INQUIRY,
    "warning_under_review": DisputeState.INQUIRY,
    "needs_response": DisputeState.OPEN,
    "under_review": DisputeState.OPEN,
    "appeal_needs_response": DisputeState.OPEN,
    "appeal_under_review": DisputeState.OPEN,
    "warning_closed": DisputeState.WON,
    # Settled before it began, by a refund that is told of beside it.
    "prevented": DisputeState.WON,
    "won": DisputeState.WON,
    "lost": DisputeState.LOST,
}
_REASONS = {
    "charge_already_refunded": sf_("it has been refunded in full already."),
    "charge_disputed": sf_("the buyer’s bank disputes the payment."),
    "balance_insufficient": sf_("there is not enough money on your account with it."),
    "insufficient_funds": sf_("there is not enough money on your account with it."),
    "refund_disputed_payment": sf_("the buyer’s bank disputes the payment."),
}


def read_refund(refund: Mapping[str, Any]) -> RefundReport:
    """One refund as Stripe describes it. Raises KeyError for a state that is not known, and what amounts raise."""
    return RefundReport(
        id=refund["id"],
        state=_STATES[refund["status"]],
        amount=from_stripe_amount(refund["amount"], refund["currency"]),
        made_at=datetime.fromtimestamp(refund["created"], UTC),
        refund_id=(refund.get("metadata") or {}).get(REFUND),
        settled=read_settled(refund.get("balance_transaction")),
    )


def read_dispute(dispute: Mapping[str, Any]) -> Dispute:
    """One dispute as Stripe describes it; a state that is not known holds fulfilment."""
    return Dispute(
        id=dispute["id"],
        state=_DISPUTES.get(dispute["status"], DisputeState.OPEN),
        amount=from_stripe_amount(dispute["amount"], dispute["currency"]),
        reason=str(dispute.get("reason") or ""),
        opened_at=datetime.fromtimestamp(dispute["created"], UTC),
    )


def read_settled(transaction: object) -> Settled | None:
    """What a line of Stripe's books came to; None where it is not there yet, was not asked for, or cannot be told.

    Whether somebody has paid must not hang on it.
    """
    if not isinstance(transaction, Mapping):
        return None
    try:
        rate = transaction.get("exchange_rate")
        return Settled(
            amount=from_stripe_amount(transaction["amount"], transaction["currency"]),
            fee=from_stripe_amount(transaction["fee"], transaction["currency"]),
            rate=None if rate is None else Decimal(str(rate)),
        )
    except (StorefrontError, LookupError, ArithmeticError, TypeError) as fault:
        log.warning("line %s of Stripe's books cannot be read: %r", transaction.get("id"), fault)
        return None


def refusal_of(code: str | None) -> Text:
    """Why Stripe would not give back, for the merchant."""
    return _REASONS.get(code or "") or sf_("it did not say why.")
