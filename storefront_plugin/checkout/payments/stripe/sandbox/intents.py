"""One payment in the sandbox: its states, and what Stripe would show of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from storefront_plugin.checkout.payments.stripe.amounts import from_stripe_amount
from storefront_plugin.checkout.payments.stripe.sandbox.cards import Outcome, card_for
from storefront_plugin.checkout.payments.stripe.sandbox.parameters import Confirmation, Creation
from storefront_plugin.checkout.payments.stripe.sandbox.refusals import amount_beyond_capturable, unexpected_state
from storefront_plugin.money import Money


class Status(StrEnum):
    """Stripe's own words."""

    REQUIRES_PAYMENT_METHOD = "requires_payment_method"
    REQUIRES_ACTION = "requires_action"
    PROCESSING = "processing"
    REQUIRES_CAPTURE = "requires_capture"
    SUCCEEDED = "succeeded"
    CANCELED = "canceled"


# What is remembered of a failure is its name; this is what Stripe says about it.
_FAILURES = {
    "generic_decline": {
        "type": "card_error",
        "code": "card_declined",
        "decline_code": "generic_decline",
        "message": "Your card was declined.",
    },
    "insufficient_funds": {
        "type": "card_error",
        "code": "card_declined",
        "decline_code": "insufficient_funds",
        "message": "Your card has insufficient funds.",
    },
    "debit_failed": {
        "type": "card_error",
        "code": "payment_method_provider_decline",
        "decline_code": "insufficient_funds",
        "message": "The bank account could not be debited.",
    },
    "voucher_expired": {
        "type": "invalid_request_error",
        "code": "payment_intent_payment_attempt_expired",
        "message": "The latest payment attempt of this PaymentIntent has expired.",
    },
    "payment_intent_authentication_failure": {
        "type": "invalid_request_error",
        "code": "payment_intent_authentication_failure",
        "message": "The provided payment method has failed authentication.",
    },
}
_OPEN = (Status.REQUIRES_PAYMENT_METHOD, Status.REQUIRES_ACTION)
# Each in one currency alone; elsewhere the sandbox plays a bank transfer, which has no end.
_VOUCHERS = {
    "brl": ("boleto_display_details", "expires_at"),
    "eur": ("multibanco_display_details", "expires_at"),
    "jpy": ("konbini_display_details", "expires_at"),
    "mxn": ("oxxo_display_details", "expires_after"),
}
VOUCHER_VALID = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Intent:
    """A payment as it stands; `amount` as Stripe counts it. It never changes: each move makes the next one."""

    id: str
    amount: int
    currency: str
    created_at: datetime
    status: Status = Status.REQUIRES_PAYMENT_METHOD
    metadata: Mapping[str, str] = field(default_factory=dict)
    payment_method: str | None = None
    return_url: str | None = None
    failure: str | None = None
    cancelled_at: datetime | None = None
    cancellation_reason: str | None = None
    is_captured_later: bool = False
    captured_amount: int | None = None

    @property
    def received(self) -> int:
        """How much of it was charged: what was not captured is released."""
        if self.status is not Status.SUCCEEDED:
            return 0
        return self.amount if self.captured_amount is None else self.captured_amount

    @property
    def money(self) -> Money:
        return from_stripe_amount(self.amount, self.currency)

    @property
    def client_secret(self) -> str:
        return f"{self.id}_secret_sandbox"

    @property
    def waits_for_bank(self) -> bool:
        """Whether the shopper is to authorise it."""
        return self.status is Status.REQUIRES_ACTION

    @property
    def waits_for_money(self) -> bool:
        """Whether some days decide about it: a debit is on its way, or a voucher is to be paid."""
        return self.status is Status.PROCESSING or (self.waits_for_bank and self._is_by_voucher)

    @property
    def _is_by_voucher(self) -> bool:
        card = card_for(self.payment_method) if self.payment_method else None
        return card is not None and card.outcome is Outcome.VOUCHER

    @property
    def way_back(self) -> str:
        """Where the bank's page sends the shopper: the return address, with what Stripe writes behind it.

        The front page, where no return address was given.
        """
        parts = urlsplit(self.return_url or "/")
        outcome = {Status.SUCCEEDED: "succeeded", Status.REQUIRES_ACTION: "pending"}.get(self.status, "failed")
        ours = urlencode({"payment_intent": self.id, "redirect_status": outcome})
        return urlunsplit(parts._replace(query=f"{parts.query}&{ours}".lstrip("&")))

    def confirmed(self, confirmation: Confirmation) -> Intent:
        """Paid with a card, or refused by it, or waiting for the bank. Raises Refused when it is over."""
        if self.status not in _OPEN:
            raise unexpected_state("confirm", self.status)
        tried = replace(
            self,
            payment_method=confirmation.card.payment_method,
            return_url=confirmation.return_url or self.return_url,
            failure=None,
        )
        match confirmation.card.outcome:
            case Outcome.SUCCEEDS:
                return tried._allowed()
            case Outcome.PROCESSING:
                return replace(tried, status=Status.PROCESSING)
            case Outcome.AUTHENTICATION | Outcome.VOUCHER:
                return replace(tried, status=Status.REQUIRES_ACTION)
            case Outcome.DECLINED:
                return tried._failed("generic_decline")
            case Outcome.NO_FUNDS:
                return tried._failed("insufficient_funds")

    def authorised(self) -> Intent:
        """Paid, once the bank has said yes; unchanged where nobody waits for the bank."""
        if not self.waits_for_bank:
            return self
        return self.finished(is_success=True) if self._is_by_voucher else self._allowed()

    def refused(self) -> Intent:
        """Failed, once the bank has said no; unchanged where nobody waits for the bank."""
        if not self.waits_for_bank:
            return self
        return self._failed("voucher_expired" if self._is_by_voucher else "payment_intent_authentication_failure")

    def finished(self, *, is_success: bool) -> Intent:
        """Some days later a debit or a voucher's money has come, or has not; unchanged where nothing is waited for."""
        if not self.waits_for_money:
            return self
        if is_success:
            return replace(self, status=Status.SUCCEEDED)
        return self._failed("voucher_expired" if self._is_by_voucher else "debit_failed")

    def captured(self, amount: int | None = None) -> Intent:
        """Collected, all of it or so much, having been authorised. Raises Refused otherwise, and for more."""
        if self.status is not Status.REQUIRES_CAPTURE:
            raise unexpected_state("capture", self.status)
        if amount is not None and amount > self.amount:
            raise amount_beyond_capturable(amount, self.amount)
        return replace(self, status=Status.SUCCEEDED, captured_amount=amount)

    def cancelled(self, reason: str | None, at: datetime) -> Intent:
        """Over, unpaid. Raises Refused when it is over already."""
        if self.status not in (*_OPEN, Status.REQUIRES_CAPTURE):
            raise unexpected_state("cancel", self.status)
        return replace(self, status=Status.CANCELED, cancelled_at=at, cancellation_reason=reason)

    def _allowed(self) -> Intent:
        return replace(self, status=Status.REQUIRES_CAPTURE if self.is_captured_later else Status.SUCCEEDED)

    def _failed(self, failure: str) -> Intent:
        # The card is to be asked for anew.
        return replace(self, status=Status.REQUIRES_PAYMENT_METHOD, payment_method=None, failure=failure)

    def described(self, authorise_url: str) -> dict[str, Any]:
        """As Stripe shows it; `authorise_url` is where the shopper would meet the bank."""
        return {
            "id": self.id,
            "object": "payment_intent",
            "amount": self.amount,
            "amount_capturable": self.amount if self.status is Status.REQUIRES_CAPTURE else 0,
            "amount_received": self.received,
            "automatic_payment_methods": {"allow_redirects": "always", "enabled": True},
            "canceled_at": self.cancelled_at and int(self.cancelled_at.timestamp()),
            "cancellation_reason": self.cancellation_reason,
            "capture_method": "manual" if self.is_captured_later else "automatic_async",
            "client_secret": self.client_secret,
            "confirmation_method": "automatic",
            "created": int(self.created_at.timestamp()),
            "currency": self.currency,
            "latest_charge": f"ch_{self.id[3:]}" if self.status is Status.SUCCEEDED else None,
            "last_payment_error": self.failure and _FAILURES[self.failure],
            "livemode": False,
            "metadata": dict(self.metadata),
            "next_action": self._next_action(authorise_url),
            "payment_method": self.payment_method,
            "status": self.status,
        }

    def _next_action(self, authorise_url: str) -> dict[str, Any] | None:
        if not self.waits_for_bank:
            return None
        if self._is_by_voucher:
            return self._voucher(authorise_url)
        return {
            "type": "redirect_to_url",
            "redirect_to_url": {"url": authorise_url, "return_url": self.return_url},
        }

    def _voucher(self, hosted_url: str) -> dict[str, Any]:
        if self.currency not in _VOUCHERS:
            kind = "display_bank_transfer_instructions"
            return {"type": kind, kind: {"amount_remaining": self.amount, "hosted_instructions_url": hosted_url}}
        kind, runs_out = _VOUCHERS[self.currency]
        until = int((self.created_at + VOUCHER_VALID).timestamp())
        return {"type": kind, kind: {"hosted_voucher_url": hosted_url, runs_out: until}}


def created(intent_id: str, asked: Creation, at: datetime) -> Intent:
    """A new payment, not yet confirmed."""
    return Intent(
        id=intent_id,
        amount=asked.amount,
        currency=asked.currency,
        created_at=at,
        metadata=asked.metadata,
        is_captured_later=asked.is_captured_later,
    )


def event_kind(before: Intent, after: Intent) -> str | None:
    """What Stripe calls the step from one state to the next; None where there was no step."""
    # A card declined twice running leaves the same state behind, and yet is two events.
    if after is before:
        return None
    return {
        Status.SUCCEEDED: "payment_intent.succeeded",
        Status.REQUIRES_ACTION: "payment_intent.requires_action",
        Status.PROCESSING: "payment_intent.processing",
        Status.REQUIRES_CAPTURE: "payment_intent.amount_capturable_updated",
        Status.REQUIRES_PAYMENT_METHOD: "payment_intent.payment_failed",
        Status.CANCELED: "payment_intent.canceled",
    }[after.status]
