"""Stripe as a PaymentProvider: one confirmed PaymentIntent for each attempt."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from storefront_plugin.checkout.payments.stripe.amounts import to_stripe_amount
from storefront_plugin.checkout.payments.stripe.reading import (
    ATTEMPT,
    CARD_AGAIN,
    ORDER,
    read_event_body,
    read_report,
    reason_for,
)
from storefront_plugin.checkout.ports import Charge, PaymentReport, ProviderEvent
from storefront_plugin.errors import EventUnreadable, PaymentRefused, ProviderUnreachable, StorefrontError

if TYPE_CHECKING:
    import stripe
    from stripe.params import PaymentIntentCreateParams

    from storefront_plugin.checkout.payments.stripe.client import Transport

log = logging.getLogger(__name__)

EVENT_TOLERANCE_SECONDS = 300
PAGE = 100
# Stripe keeps an idempotency key for a day at least.
KEPT = timedelta(days=2)
CLOCKS_APART = timedelta(minutes=5)
INSTRUMENT = re.compile(r"(ctoken|pm)_[A-Za-z0-9_]{1,200}", re.ASCII)


def make_stripe(
    secret_key: str,
    publishable_key: str,
    webhook_secrets: Sequence[str] = (),
    transport: Transport | None = None,
) -> StripePayments:
    """Stripe with these keys: over the network, or over a transport that answers in its place (the sandbox)."""
    return StripePayments(secret_key, publishable_key, webhook_secrets, transport=transport)


class StripePayments:
    """Collects through Stripe, the deferred way: no payment exists before the shopper has clicked.

    Her browser brings a token for the card (`ctoken_…` from the Payment Element, `pm_…` for a known card); the server
    creates and confirms the payment in one request, whose idempotency key is the attempt's id.
    """

    name = "stripe"

    def __init__(
        self,
        secret_key: str,
        publishable_key: str,
        webhook_secrets: Sequence[str] = (),
        *,
        transport: Transport | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.publishable_key = publishable_key
        self.is_live = "_live_" in secret_key
        self._secret_key = secret_key
        self._webhook_secrets = tuple(secret for secret in webhook_secrets if secret.strip())
        self._transport = transport
        self._clock = clock

    def open(self, charge: Charge) -> PaymentReport:
        """Create and confirm the payment of one attempt; see the port.

        Raises AmountNotPayable, a PaymentRefused, for an amount that Stripe cannot be told unchanged.
        """
        parameters = _parameters(charge)
        import stripe

        try:
            with _answer_about(charge.attempt_id):
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
            with _answer_about(payment_id):
                return read_report(self._intents.retrieve(payment_id).to_dict())
        except stripe.InvalidRequestError as unknown:
            log.error("Stripe does not know payment %s: is it another account's? (%s)", payment_id, unknown)
            raise ProviderUnreachable() from unknown

    def find(self, attempt_id: str, *, asked_at: datetime) -> PaymentReport | None:
        """The payment of an attempt more than a day old, whose key Stripe may have forgotten; see the port."""
        return self._find(attempt_id, since=(asked_at - CLOCKS_APART).timestamp())

    def cancel(self, payment_id: str) -> PaymentReport:
        """End a payment that is not paid yet; see the port."""
        import stripe

        try:
            with _answer_about(payment_id):
                ended = self._intents.cancel(payment_id, {"cancellation_reason": "abandoned"})
                return read_report(ended.to_dict())
        except stripe.InvalidRequestError:
            return self.ask(payment_id)

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        """The event in a notification; see the port. `body` as it came, before anything parsed it."""
        signature = next((value for name, value in headers.items() if name.lower() == "stripe-signature"), "")
        if not any(_is_signed(body, signature, secret) for secret in self._webhook_secrets):
            raise EventUnreadable()
        # The package looks at the past only: a signature dated tomorrow would be good until then.
        if abs(self._clock() - _signed_at(signature)) > EVENT_TOLERANCE_SECONDS:
            raise EventUnreadable()
        try:
            event = json.loads(body)
        except (ValueError, RecursionError) as fault:
            raise EventUnreadable() from fault
        return read_event_body(event, is_live=self.is_live)

    def _find(self, attempt_id: str, *, since: float) -> PaymentReport | None:
        import stripe

        try:
            with _answer_about(attempt_id):
                # To search by metadata would be shorter, and up to an hour behind.
                for intent in self._intents.list({"created": {"gte": int(since)}, "limit": PAGE}).auto_paging_iter():
                    described = intent.to_dict()
                    if (described["metadata"] or {}).get(ATTEMPT) == attempt_id:
                        return read_report(described)
        except stripe.InvalidRequestError as refused:
            log.error("Stripe does not list payments: %s", refused)
            raise ProviderUnreachable() from refused
        return None

    @cached_property
    def _intents(self) -> stripe.PaymentIntentService:
        from storefront_plugin.checkout.payments.stripe.client import make_client

        return make_client(self._secret_key, self._transport).v1.payment_intents


def _parameters(charge: Charge) -> PaymentIntentCreateParams:
    if not INSTRUMENT.fullmatch(charge.instrument):
        raise PaymentRefused(reason=CARD_AGAIN)
    parameters: PaymentIntentCreateParams = {
        "amount": to_stripe_amount(charge.amount),
        "currency": charge.amount.currency.code.lower(),
        "confirm": True,
        "return_url": charge.return_url,
        "automatic_payment_methods": {"enabled": True},
        "metadata": {ATTEMPT: charge.attempt_id, ORDER: charge.order_reference},
    }
    if charge.instrument.startswith("ctoken_"):
        parameters["confirmation_token"] = charge.instrument
    else:
        parameters["payment_method"] = charge.instrument
    return parameters


def _declined(declined: stripe.CardError, charge: Charge) -> PaymentReport:
    match declined.json_body:
        case {"error": {"payment_intent": dict(intent)} as error}:
            with _answer_about(charge.attempt_id):
                return read_report({**intent, "last_payment_error": intent.get("last_payment_error") or error})
    # Without a payment nothing was tried.
    raise PaymentRefused(reason=reason_for(declined.code, charge.amount)) from declined


@contextmanager
def _answer_about(what: str) -> Iterator[None]:
    """Lets Stripe's refusals pass; whatever else goes wrong leaves the outcome unknown: ProviderUnreachable."""
    import stripe

    try:
        yield
    except (stripe.CardError, stripe.IdempotencyError, stripe.InvalidRequestError):
        raise
    except stripe.AuthenticationError as fault:
        log.error("Stripe does not accept the secret key: %s", fault)
        raise ProviderUnreachable() from fault
    except stripe.StripeError as fault:
        log.warning("Stripe gave no answer about %s: %s", what, fault)
        raise ProviderUnreachable() from fault
    except (AttributeError, LookupError, TypeError, ValueError, StorefrontError) as fault:
        log.exception("Stripe's answer about %s cannot be read", what)
        raise ProviderUnreachable() from fault


def _is_signed(body: bytes, signature: str, secret: str) -> bool:
    from stripe import SignatureVerificationError, WebhookSignature

    try:
        WebhookSignature.verify_header(body, signature, secret)
    except (SignatureVerificationError, ValueError, AttributeError, TypeError):
        return False
    return True


def _signed_at(signature: str) -> int:
    """The moment that a signature is for, which must have been verified."""
    parts = (part.split("=") for part in signature.split(","))
    return next(int(part[1]) for part in parts if part[0] == "t")
