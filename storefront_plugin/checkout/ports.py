"""What checkout needs from a company that moves the money, in our words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from storefront_plugin.events import TransferDetails
from storefront_plugin.host import Dispute
from storefront_plugin.money import Currency, Money


class AttemptState(StrEnum):
    """Where one try to collect stands.

    ASKING, SURPLUS and NEEDS_ATTENTION are ours alone; the rest is what a provider says. SURPLUS is money that came
    when there was nothing left to buy with it, and that goes back.
    """

    ASKING = "asking"
    OPEN = "open"
    ACTION = "action"
    PROCESSING = "processing"
    AUTHORISED = "authorised"
    PAID = "paid"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    SURPLUS = "surplus"
    NEEDS_ATTENTION = "needs_attention"


@dataclass(frozen=True, slots=True)
class Charge:
    """What one attempt asks a provider to collect.

    `attempt_id` is the idempotency key: the same attempt asked again is the same payment. `instrument` is the browser's
    token for a way to pay, never a card number; empty where there is none to bring, or where the shopper's front end
    confirms the payment itself. `return_url` is where the provider sends the shopper back to, `market` where she buys.
    """

    attempt_id: str
    order_reference: str
    amount: Money
    instrument: str
    return_url: str
    market: str = ""


class RefundState(StrEnum):
    """Where a refund stands. ASKING and UNCOLLECTED are ours alone; the rest is what a provider says.

    UNCOLLECTED was never charged, since less was captured than was authorised: no money moved, and none ever will.
    """

    ASKING = "asking"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNCOLLECTED = "uncollected"


@dataclass(frozen=True, slots=True)
class Repayment:
    """What one refund asks a provider to give back of a payment.

    `refund_id` is the idempotency key: the same refund asked again is the same repayment.
    """

    refund_id: str
    attempt_id: str
    payment_id: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Settled:
    """What a payment or a refund came to on the merchant's own account, in the currency that she is paid out in.

    `amount` is before the `fee`, and below zero where money left. `rate` is how many of it one of the currency that the
    buyer paid in is; None where nothing was converted.
    """

    amount: Money
    fee: Money
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class RefundReport:
    """A provider's word on one refund; `refund_id` is what we wrote on it, None for one that was made there."""

    id: str
    state: RefundState
    amount: Money
    made_at: datetime
    refund_id: str | None = None
    settled: Settled | None = None


@dataclass(frozen=True, slots=True)
class PaymentReport:
    """A provider's word on one payment, at the moment it was asked.

    `attempt_id` and `order_reference` are what we wrote on the payment, None where it is not ours. `amount` is what
    was received for PAID, unless the merchant captures by hand, and what was asked otherwise. `next_url` is where the
    shopper must go for ACTION, or finds what to pay with while OPEN. `decline` is the provider's code for DECLINED.

    `captured` is what a PAID payment received, which is less where the merchant captured less; `refunded`, what was
    given back of it in all, and whether its bank ever disputed it are told of an earlier payment and not of one just
    opened. What it came to, and the refunds and disputes there are, is told by `ask` alone, as far as the provider
    knows it.

    `open_until` is set where the shopper has chosen, and her money is waited for until then: by transfer, or paid in at
    some till; its `amount` is whatever came. `transfer_to` is where she sends it herself. `client_secret` is what her
    front end confirms an OPEN payment with; it is asked for each time.
    """

    payment_id: str
    state: AttemptState
    amount: Money
    is_live: bool
    attempt_id: str | None = None
    order_reference: str | None = None
    next_url: str | None = None
    decline: str | None = None
    captured: Money | None = None
    refunded: Money | None = None
    is_disputed: bool = False
    settled: Settled | None = None
    refunds: tuple[RefundReport, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    open_until: datetime | None = None
    transfer_to: TransferDetails | None = field(default=None, repr=False)
    client_secret: str | None = field(default=None, repr=False)


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

    @property
    def account(self) -> str | None:
        """The merchant's account there; None where there is no such thing, or where it could not be had now."""
        ...

    def takes(self, market: str, currency: Currency) -> bool:
        """Whether shoppers of a market are offered to pay with it in a currency."""
        ...

    def open(self, charge: Charge) -> PaymentReport:
        """Begin to collect; asked twice with the same attempt, it collects once and answers the first time's report.

        A declined card is a report, not an error. Raises PaymentRefused when the provider will not try (the attempt
        is over and nothing was charged) and ProviderUnreachable when the outcome is unknown.
        """
        ...

    def ask(self, payment_id: str) -> PaymentReport:
        """The truth about a payment now. Raises ProviderUnreachable when it could not be had.

        That is PaymentUnknown where the provider knows no such payment.
        """
        ...

    def find(self, attempt_id: str, *, asked_at: datetime) -> PaymentReport | None:
        """The payment that an attempt led to, looked up by what we wrote on it; None when there is none.

        For an attempt so old that to open it again could be a second payment. Raises ProviderUnreachable.
        """
        ...

    def begun_since(self, since: datetime) -> Iterator[PaymentReport]:
        """Every payment that carries an attempt's name and was begun since then, to hold against our own record.

        Raises ProviderUnreachable, also while it is gone through.
        """
        ...

    def aftermath_since(self, since: datetime) -> Iterator[str]:
        """Which payments a refund or a dispute was made of since then, whenever they were paid, or which money came for
        long after they had begun; some of others' too.

        Raises ProviderUnreachable, also while it is gone through.
        """
        ...

    def cancel(self, payment_id: str) -> PaymentReport:
        """End a payment that is not paid yet; the report says whether that came in time.

        Raises ProviderUnreachable, after which it may be cancelled or not.
        """
        ...

    def capture(self, payment_id: str, amount: Money | None = None) -> PaymentReport:
        """Collect a payment that is AUTHORISED, or so much of it; the report says whether it is PAID now.

        What is not collected is released for good. Asked twice, it collects once; what is not authorised is left as it
        is, and so is what is asked for more than that. Raises ProviderUnreachable, after which it may be collected or
        not.
        """
        ...

    def refund(self, repayment: Repayment) -> RefundReport:
        """Give money back; asked twice with the same refund, it gives back once and answers the first time's report.

        Raises RefundRefused when the provider will not (nothing was given back), and ProviderUnreachable when the
        outcome is unknown.
        """
        ...

    def refund_step(self, currency: Currency) -> Money:
        """What every amount that it can give back is a multiple of."""
        ...

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        """The event in a notification. Raises EventUnreadable unless signature, age, mode and form are right."""
        ...
