"""Refunds, disputes and the books of the sandbox, and what Stripe would show of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from storefront_plugin.checkout.payments.stripe.amounts import counts_whole_only
from storefront_plugin.checkout.payments.stripe.sandbox.cards import Afterwards, card_for
from storefront_plugin.checkout.payments.stripe.sandbox.intents import Intent, Status
from storefront_plugin.checkout.payments.stripe.sandbox.refusals import Refused

# Of a thousand: what is kept of each payment, and not given back with it.
FEE = 29


class RefundStatus(StrEnum):
    """Stripe's own words."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class DisputeStatus(StrEnum):
    """Stripe's own words, those of them that the sandbox plays."""

    NEEDS_RESPONSE = "needs_response"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class SandboxRefund:
    """One refund as it stands; `amount` as Stripe counts it."""

    id: str
    intent_id: str
    amount: int
    currency: str
    created_at: datetime
    status: RefundStatus
    metadata: Mapping[str, str] = field(default_factory=dict)

    def finished(self, payment_method: str | None) -> SandboxRefund:
        """Some days later: what waited has arrived, and what this card refuses has come back."""
        match _afterwards(payment_method):
            case Afterwards.REFUND_FAILS:
                return replace(self, status=RefundStatus.FAILED)
            case Afterwards.REFUND_WAITS:
                return replace(self, status=RefundStatus.SUCCEEDED)
        return self

    def described(self, *, with_books: bool) -> dict[str, Any]:
        """As Stripe shows it, with the line of its books where it was asked for."""
        line = f"txn_{self.id[3:]}"
        return {
            "id": self.id,
            "object": "refund",
            "amount": self.amount,
            "balance_transaction": booked(line, -self.amount, self.currency, fee=0) if with_books else line,
            "charge": charge_id(self.intent_id),
            "created": int(self.created_at.timestamp()),
            "currency": self.currency,
            "metadata": dict(self.metadata),
            "payment_intent": self.intent_id,
            "reason": None,
            "status": self.status,
        } | ({"failure_reason": "lost_or_stolen_card"} if self.status is RefundStatus.FAILED else {})


@dataclass(frozen=True, slots=True)
class SandboxDispute:
    """A bank's question about one payment, over all of it."""

    id: str
    intent_id: str
    amount: int
    currency: str
    created_at: datetime
    status: DisputeStatus = DisputeStatus.NEEDS_RESPONSE

    def described(self) -> dict[str, Any]:
        """As Stripe shows it."""
        return {
            "id": self.id,
            "object": "dispute",
            "amount": self.amount,
            "charge": charge_id(self.intent_id),
            "created": int(self.created_at.timestamp()),
            "currency": self.currency,
            "is_charge_refundable": False,
            "livemode": False,
            "metadata": {},
            "payment_intent": self.intent_id,
            "reason": "fraudulent",
            "status": self.status,
        }


def refunded(
    refund_id: str,
    intent: Intent,
    earlier: Sequence[SandboxRefund],
    disputes: Sequence[SandboxDispute],
    *,
    amount: int | None,
    metadata: Mapping[str, str],
    at: datetime,
) -> SandboxRefund:
    """A new refund; of all that is left where no amount is named. Raises Refused as Stripe does."""
    if intent.status is not Status.SUCCEEDED:
        raise Refused(f"This PaymentIntent ({intent.id}) does not have a successful charge to refund.")
    if any(dispute.status is not DisputeStatus.WON for dispute in disputes):
        raise Refused(
            f"Charge {charge_id(intent.id)} has been charged back; cannot issue a refund.", code="charge_disputed"
        )
    if amount is not None and counts_whole_only(intent.money.currency) and amount % 100:
        raise Refused(
            f"Invalid amount. {intent.currency.upper()} amounts must be evenly divisible by 100.",
            code="invalid_charge_amount_no_decimal_compatible",
            parameter="amount",
        )
    left = left_of(intent, earlier)
    if not left:
        raise Refused(f"Charge {charge_id(intent.id)} has already been refunded.", code="charge_already_refunded")
    if amount is not None and amount > left:
        raise Refused(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left}).", parameter="amount"
        )
    waits = _afterwards(intent.payment_method) is Afterwards.REFUND_WAITS
    return SandboxRefund(
        id=refund_id,
        intent_id=intent.id,
        amount=left if amount is None else amount,
        currency=intent.currency,
        created_at=at,
        status=RefundStatus.PENDING if waits else RefundStatus.SUCCEEDED,
        metadata=metadata,
    )


def left_of(intent: Intent, refunds: Sequence[SandboxRefund]) -> int:
    """How much of a payment has not gone back, nor is on its way; what failed is there again."""
    return intent.received - sum(each.amount for each in refunds if each.status is not RefundStatus.FAILED)


def is_disputed_at_once(intent: Intent) -> bool:
    """Whether the bank behind this payment's card questions every payment."""
    return intent.status is Status.SUCCEEDED and _afterwards(intent.payment_method) is Afterwards.DISPUTED


def charge_described(
    intent: Intent, refunds: Sequence[SandboxRefund], disputes: Sequence[SandboxDispute]
) -> dict[str, Any]:
    """The charge behind a payment as Stripe shows it, all expanded."""
    line = f"txn_{intent.id[3:]}"
    shown = [each.described(with_books=True) for each in reversed(refunds)]
    return {
        "id": charge_id(intent.id),
        "object": "charge",
        "amount": intent.amount,
        "amount_captured": intent.received,
        "amount_refunded": intent.received - left_of(intent, refunds),
        "balance_transaction": booked(line, intent.received, intent.currency, fee=intent.received * FEE // 1000),
        "currency": intent.currency,
        "disputed": bool(disputes),
        "metadata": dict(intent.metadata),
        "payment_intent": intent.id,
        "refunded": not left_of(intent, refunds),
        # As many as Stripe shows with a charge.
        "refunds": {"object": "list", "has_more": len(shown) > 10, "data": shown[:10], "url": "/v1/refunds"},
        "status": "succeeded",
    }


def booked(line: str, amount: int, currency: str, *, fee: int) -> dict[str, Any]:
    """A line of the books; the sandbox pays out in every currency, so that nothing is converted."""
    return {
        "id": line,
        "object": "balance_transaction",
        "amount": amount,
        "currency": currency,
        "exchange_rate": None,
        "fee": fee,
        "net": amount - fee,
    }


def charge_id(intent_id: str) -> str:
    return f"ch_{intent_id[3:]}"


def _afterwards(payment_method: str | None) -> Afterwards:
    card = card_for(payment_method) if payment_method else None
    return card.afterwards if card else Afterwards.NOTHING
