"""Stripe as a PaymentProvider: one confirmed PaymentIntent for each attempt."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from storefront_plugin.checkout.payments.stripe.amounts import smallest_step, to_stripe_amount
from storefront_plugin.checkout.payments.stripe.answering import answer_about
from storefront_plugin.checkout.payments.stripe.charging import parameters_of
from storefront_plugin.checkout.payments.stripe.listing import PAGE, aftermath, begun
from storefront_plugin.checkout.payments.stripe.reading import (
    ATTEMPT,
    charge_of,
    read_event_body,
    read_report,
    reason_for,
)
from storefront_plugin.checkout.payments.stripe.refund_reading import REFUND, read_dispute, read_refund, refusal_of
from storefront_plugin.checkout.payments.stripe.signatures import is_signed, signed_at
from storefront_plugin.checkout.ports import (
    AttemptState,
    Charge,
    PaymentReport,
    ProviderEvent,
    RefundReport,
    Repayment,
)
from storefront_plugin.errors import (
    EventUnreadable,
    PaymentRefused,
    PaymentUnknown,
    ProviderUnreachable,
    RefundRefused,
)
from storefront_plugin.host import Dispute
from storefront_plugin.money import Currency, Money

if TYPE_CHECKING:
    import stripe
    from stripe.params import (
        DisputeListParams,
        PaymentIntentCaptureParams,
        RefundCreateParams,
        RefundListParams,
    )

    from storefront_plugin.checkout.payments.stripe.client import Transport

log = logging.getLogger(__name__)

EVENT_TOLERANCE_SECONDS = 300
# What is told with a payment in one answer: the line of Stripe's books, and the latest refunds with theirs.
EXPANDED = ["latest_charge.balance_transaction", "latest_charge.refunds.data.balance_transaction"]
# Stripe keeps an idempotency key for a day at least.
KEPT = timedelta(days=2)
CLOCKS_APART = timedelta(minutes=5)


class StripePayments:
    """Collects through Stripe; no payment exists before the shopper has clicked.

    The deferred way: her browser brings a token for the card (`ctoken_…` from the Payment Element, `pm_…` for a known
    card), and the server creates and confirms the payment in one request. Without a token the payment is only created,
    and her front end confirms it with its client secret. Either way the idempotency key is the attempt's id.
    """

    name = "stripe"

    def __init__(
        self,
        secret_key: str,
        publishable_key: str,
        webhook_secrets: Sequence[str] = (),
        *,
        transport: Transport | None = None,
        is_captured_later: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.publishable_key = publishable_key
        self.is_live = "_live_" in secret_key
        self._secret_key = secret_key
        self._webhook_secrets = tuple(secret for secret in webhook_secrets if secret.strip())
        self._transport = transport
        self._is_captured_later = is_captured_later
        self._clock = clock

    @property
    def account(self) -> str | None:
        """The account of the secret key, asked for once; see the port."""
        try:
            return self._account
        except ProviderUnreachable:
            return None

    def takes(self, market: str, currency: Currency) -> bool:
        """Everywhere: which methods a currency has is for Stripe to say; see the port."""
        return True

    def open(self, charge: Charge) -> PaymentReport:
        """Create the payment of one attempt, and confirm it where there is a token for that; see the port.

        Raises AmountNotPayable, a PaymentRefused, for an amount that Stripe cannot be told unchanged.
        """
        parameters = parameters_of(charge, is_captured_later=self._is_captured_later)
        import stripe

        try:
            with answer_about(charge.attempt_id):
                made = self._intents.create(parameters, {"idempotency_key": charge.attempt_id})
                return read_report(made.to_dict())
        except stripe.CardError as declined:
            return _declined(declined, charge)
        except stripe.IdempotencyError as conflict:
            # The attempt was asked before in other words, perhaps by an older version of ours, and may be paid.
            log.error("attempt %s was asked twice with different parameters", charge.attempt_id)
            if earlier := self._find(charge.attempt_id, since=self._clock() - KEPT.total_seconds()):
                return earlier
            raise PaymentRefused(reason=reason_for(None, charge.amount)) from conflict
        except stripe.InvalidRequestError as refused:
            log.warning("Stripe refuses attempt %s: %s (%s)", charge.attempt_id, refused, refused.code)
            raise PaymentRefused(reason=reason_for(refused.code, charge.amount)) from refused

    def ask(self, payment_id: str) -> PaymentReport:
        """The truth about a payment now; see the port."""
        import stripe

        try:
            with answer_about(payment_id):
                intent = self._intents.retrieve(payment_id, {"expand": EXPANDED}).to_dict()
                report = read_report(intent)
                if report.state is not AttemptState.PAID:
                    return report
                return replace(report, refunds=self._refunds(intent), disputes=self._disputes(intent))
        except stripe.InvalidRequestError as unknown:
            log.error("Stripe does not know payment %s: is it another account's? (%s)", payment_id, unknown)
            raise PaymentUnknown() from unknown

    def find(self, attempt_id: str, *, asked_at: datetime) -> PaymentReport | None:
        """The payment of an attempt more than a day old, whose key Stripe may have forgotten; see the port."""
        return self._find(attempt_id, since=(asked_at - CLOCKS_APART).timestamp())

    def begun_since(self, since: datetime) -> Iterator[PaymentReport]:
        """Every payment of ours that Stripe knows, the newest first; see the port."""
        return begun(self._client, since.timestamp())

    def aftermath_since(self, since: datetime) -> Iterator[str]:
        """Which payments of the account have new refunds or disputes; see the port."""
        return aftermath(self._client, since.timestamp())

    def cancel(self, payment_id: str) -> PaymentReport:
        """End a payment that is not paid yet; see the port."""
        import stripe

        try:
            with answer_about(payment_id):
                ended = self._intents.cancel(payment_id, {"cancellation_reason": "abandoned"})
                return read_report(ended.to_dict())
        except stripe.InvalidRequestError:
            return self.ask(payment_id)

    def capture(self, payment_id: str, amount: Money | None = None) -> PaymentReport:
        """Collect what was authorised, or so much of it; see the port."""
        import stripe

        asked: PaymentIntentCaptureParams = {}
        # A payment is captured once in its life: its own name is the key, for each amount that was tried.
        key = f"capture:{payment_id}"
        if amount is not None:
            asked["amount_to_capture"] = to_stripe_amount(amount)
            key += f":{asked['amount_to_capture']}"
        try:
            with answer_about(payment_id):
                done = self._intents.capture(payment_id, asked, {"idempotency_key": key})
                return read_report(done.to_dict())
        except stripe.InvalidRequestError:
            return self.ask(payment_id)

    def refund(self, repayment: Repayment) -> RefundReport:
        """Give back so much of a payment; see the port."""
        import stripe

        parameters: RefundCreateParams = {
            "payment_intent": repayment.payment_id,
            "amount": to_stripe_amount(repayment.amount),
            "metadata": {ATTEMPT: repayment.attempt_id, REFUND: repayment.refund_id},
            "expand": ["balance_transaction"],
        }
        try:
            with answer_about(repayment.refund_id):
                made = self._client.v1.refunds.create(parameters, {"idempotency_key": repayment.refund_id})
                return read_refund(made.to_dict())
        except stripe.IdempotencyError as conflict:
            log.error("refund %s was asked twice with different parameters", repayment.refund_id)
            raise ProviderUnreachable() from conflict
        except (stripe.CardError, stripe.InvalidRequestError) as refused:
            log.warning("Stripe refuses refund %s: %s (%s)", repayment.refund_id, refused, refused.code)
            raise RefundRefused(reason=refusal_of(refused.code)) from refused

    def refund_step(self, currency: Currency) -> Money:
        """What every amount that Stripe takes is a multiple of; see the port."""
        return smallest_step(currency)

    def _refunds(self, intent: Mapping[str, Any]) -> tuple[RefundReport, ...]:
        told = charge_of(intent).get("refunds") or {}
        found = told.get("data") or []
        if told.get("has_more"):
            # With the payment come the latest few.
            listing: RefundListParams = {
                "payment_intent": intent["id"],
                "limit": PAGE,
                "expand": ["data.balance_transaction"],
            }
            found = [each.to_dict() for each in self._client.v1.refunds.list(listing).auto_paging_iter()]
        return tuple(read_refund(refund) for refund in found)

    def _disputes(self, intent: Mapping[str, Any]) -> tuple[Dispute, ...]:
        if not charge_of(intent).get("disputed"):
            return ()
        listing: DisputeListParams = {"payment_intent": intent["id"], "limit": PAGE}
        found = self._client.v1.disputes.list(listing).auto_paging_iter()
        return tuple(read_dispute(dispute.to_dict()) for dispute in found)

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        """The event in a notification; see the port. `body` as it came, before anything parsed it."""
        signature = next((value for name, value in headers.items() if name.lower() == "stripe-signature"), "")
        if not any(is_signed(body, signature, secret) for secret in self._webhook_secrets):
            raise EventUnreadable()
        # The package looks at the past only: a signature dated tomorrow would be good until then.
        if abs(self._clock() - signed_at(signature)) > EVENT_TOLERANCE_SECONDS:
            raise EventUnreadable()
        try:
            event = json.loads(body)
        except (ValueError, RecursionError) as fault:
            raise EventUnreadable() from fault
        return read_event_body(event, is_live=self.is_live)

    def _find(self, attempt_id: str, *, since: float) -> PaymentReport | None:
        return next((report for report in begun(self._client, since) if report.attempt_id == attempt_id), None)

    @property
    def _intents(self) -> stripe.PaymentIntentService:
        return self._client.v1.payment_intents

    @cached_property
    def _account(self) -> str | None:
        import stripe

        with answer_about("its account"):
            try:
                # A sale waits for it: once must do.
                return self._client.v1.accounts.retrieve_current({}, {"max_network_retries": 0}).id
            except (stripe.InvalidRequestError, stripe.PermissionError) as refused:
                log.warning("Stripe does not say whose the secret key is: %s", refused)
                return None

    @cached_property
    def _client(self) -> stripe.StripeClient:
        from storefront_plugin.checkout.payments.stripe.client import make_client

        return make_client(self._secret_key, self._transport)


def _declined(declined: stripe.CardError, charge: Charge) -> PaymentReport:
    match declined.json_body:
        case {"error": {"payment_intent": dict(intent)} as error}:
            with answer_about(charge.attempt_id):
                return read_report({**intent, "last_payment_error": intent.get("last_payment_error") or error})
    # Without a payment nothing was tried.
    raise PaymentRefused(reason=reason_for(declined.code, charge.amount)) from declined
