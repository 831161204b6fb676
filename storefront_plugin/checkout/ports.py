"""What checkout needs from a company that moves the money, in our words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from storefront_plugin.host import Order
from storefront_plugin.money import Money


class AttemptState(StrEnum):
    """Where one try to collect stands. ASKING and NEEDS_ATTENTION are ours alone; the rest is what a provider says."""

    ASKING = "asking"
    OPEN = "open"
    ACTION = "action"
    PROCESSING = "processing"
    AUTHORISED = "authorised"
    PAID = "paid"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    NEEDS_ATTENTION = "needs_attention"


@dataclass(frozen=True, slots=True)
class Charge:
    """What one attempt asks a provider to collect.

    `attempt_id` is the idempotency key: the same attempt asked again is the same payment. `instrument` is the browser's
    token for a way to pay, never a card number. `return_url` is where the provider sends the shopper back to.
    """

    attempt_id: str
    order_reference: str
    amount: Money
    instrument: str
    return_url: str


@dataclass(frozen=True, slots=True)
class PaymentReport:
    """A provider's word on one payment, at the moment it was asked.

    `attempt_id` and `order_reference` are what we wrote on the payment, None where it is not ours. `amount` is what
    was received for PAID and what was asked otherwise. `next_url` is where the shopper must go for ACTION. `decline`
    is the provider's code for DECLINED.
    """

    payment_id: str
    state: AttemptState
    amount: Money
    is_live: bool
    attempt_id: str | None = None
    order_reference: str | None = None
    next_url: str | None = None
    decline: str | None = None


@dataclass(frozen=True, slots=True)
class ProviderEvent:
    """That something happened to a payment: a reason to ask, never the answer itself.

    `payment_id` is None for an event that is about no payment; `attempt_id` is None where the payment is not ours.
    """

    id: str
    kind: str
    payment_id: str | None
    attempt_id: str | None


class PaymentProvider(Protocol):
    """One company that moves money. No call of it is ever made within a transaction of ours."""

    @property
    def name(self) -> str:
        """Its name in data, addresses and settings: "stripe"."""
        ...

    @property
    def is_live(self) -> bool:
        """Whether real money moves."""
        ...

    def open(self, charge: Charge) -> PaymentReport:
        """Begin to collect; asked twice with the same attempt, it collects once and answers the first time's report.

        A declined card is a report, not an error. Raises PaymentRefused when the provider will not try (the attempt
        is over and nothing was charged) and ProviderUnreachable when the outcome is unknown.
        """
        ...

    def ask(self, payment_id: str) -> PaymentReport:
        """The truth about a payment now. Raises ProviderUnreachable when it could not be had."""
        ...

    def find(self, attempt_id: str, *, asked_at: datetime) -> PaymentReport | None:
        """The payment that an attempt led to, looked up by what we wrote on it; None when there is none.

        For an attempt so old that to open it again could be a second payment. Raises ProviderUnreachable.
        """
        ...

    def cancel(self, payment_id: str) -> PaymentReport:
        """End a payment that is not paid yet; the report says whether that came in time.

        Raises ProviderUnreachable, after which it may be cancelled or not.
        """
        ...

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        """The event in a notification. Raises EventUnreadable unless signature, age, mode and form are right."""
        ...


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What other capabilities know of a paid order that its buyer may read: each answer by its name in the JSON."""

    known: Mapping[str, Callable[[Order], object]]

    def of(self, order: Order) -> dict[str, object]:
        return {name: ask(order) for name, ask in self.known.items()}
