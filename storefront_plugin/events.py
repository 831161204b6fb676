"""What happened. Frozen, versioned snapshots of the facts, so that nobody has to ask the host again.

An event's `id` names the happening, not the telling: told twice, it is the same event.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from storefront_plugin.host import JOINED_LATER, Dispute, Order, Refund
from storefront_plugin.money import Money


class Event(Protocol):
    """A happening: `kind` says how its snapshot is read back; `version` is kept for the day that its form changes."""

    kind: ClassVar[str]
    version: ClassVar[int]

    @property
    def id(self) -> str: ...

    @property
    def occurred_at(self) -> datetime: ...


def id_of(event: type[Event], about: str) -> str:
    """The id of an event by what it is about: the order's reference, the refund's or the attempt's id."""
    return f"{event.kind}:{about}"


@dataclass(frozen=True, slots=True)
class OrderPaid:
    """An order was paid, through our checkout or the shop's own: all of it but what is `uncollected`.

    That was authorised and never captured; None where there is nothing of that. Its OrderRefunded happens with this.
    """

    kind: ClassVar[str] = "order_paid"
    version: ClassVar[int] = 1

    order: Order
    occurred_at: datetime
    # The shop told us of it, and need not be told.
    is_hosts_own: bool = False
    uncollected: Money | None = field(default=None, metadata=JOINED_LATER)

    @property
    def id(self) -> str:
        return id_of(type(self), self.order.reference)


@dataclass(frozen=True, slots=True)
class TransferDetails:
    """What a bank transfer is made with; `bic` and `bank` are empty where the merchant names none."""

    holder: str
    iban: str
    bic: str
    bank: str
    reference: str


@dataclass(frozen=True, slots=True)
class PaymentAwaited:
    """The buyer has done her part, and her money is not ours yet: told once of each attempt.

    It is waited for until `open_until`; where that is None it is reserved on her card, and the shop has yet to collect
    it. `transfer_to` is where she sends it, `next_url` an absolute address that says how to pay it in.
    """

    kind: ClassVar[str] = "payment_awaited"
    version: ClassVar[int] = 1

    order: Order
    attempt_id: str
    open_until: datetime | None
    transfer_to: TransferDetails | None
    next_url: str | None
    occurred_at: datetime

    @property
    def id(self) -> str:
        return id_of(type(self), self.attempt_id)


class Cancelled(StrEnum):
    """Why an order that its buyer took for bought was never placed.

    SOLD_OUT: it was paid for, could not be kept, and its money goes back. LAPSED: the money that was reserved or
    announced never came.
    """

    SOLD_OUT = "sold_out"
    LAPSED = "lapsed"


class Surplus(StrEnum):
    """Why money that came buys nothing; TOO_LATE where its payment had been called back."""

    PAID_TWICE = "paid_twice"
    TOO_LATE = "too_late"
    SOLD_OUT = "sold_out"


@dataclass(frozen=True, slots=True)
class OrderCancelled:
    """An order that its buyer took for bought was never placed, and will not be."""

    kind: ClassVar[str] = "order_cancelled"
    version: ClassVar[int] = 1

    order: Order
    reason: Cancelled
    occurred_at: datetime

    @property
    def id(self) -> str:
        return id_of(type(self), self.order.reference)


@dataclass(frozen=True, slots=True)
class SurplusReceived:
    """Money came when there was nothing left to buy with it, and goes back.

    The order may well be placed, by another payment: this one changes nothing about it.
    """

    kind: ClassVar[str] = "surplus_received"
    version: ClassVar[int] = 1

    order: Order
    attempt_id: str
    amount: Money
    reason: Surplus
    occurred_at: datetime

    @property
    def id(self) -> str:
        return id_of(type(self), self.attempt_id)


@dataclass(frozen=True, slots=True)
class OrderRefunded:
    """Money was given back, or never collected; `earlier` is what had gone of the order before, by disputes too."""

    kind: ClassVar[str] = "order_refunded"
    version: ClassVar[int] = 1

    order: Order
    refund: Refund
    earlier: tuple[Refund, ...]
    occurred_at: datetime
    # The shop told us of it, and need not be told.
    is_hosts_own: bool = False

    @property
    def id(self) -> str:
        return id_of(type(self), self.refund.id)


@dataclass(frozen=True, slots=True)
class RefundFailed:
    """A refund that counted as made did not arrive: the shop has the money again. `others` still stand."""

    kind: ClassVar[str] = "refund_failed"
    version: ClassVar[int] = 1

    order: Order
    refund: Refund
    others: tuple[Refund, ...]
    occurred_at: datetime

    @property
    def id(self) -> str:
        return id_of(type(self), self.refund.id)


@dataclass(frozen=True, slots=True)
class OrderDisputed:
    """The buyer's bank questions the payment, or has decided: once for each state, and for each decision anew.

    `others` is what went back of the order beside this dispute, or was lost to another.
    """

    kind: ClassVar[str] = "order_disputed"
    version: ClassVar[int] = 1

    order: Order
    dispute: Dispute
    occurred_at: datetime
    others: tuple[Refund, ...] = field(default=(), metadata=JOINED_LATER)

    @property
    def id(self) -> str:
        return id_of(type(self), f"{self.dispute.decision_id}:{self.dispute.state}")


class Notice(StrEnum):
    """What a buyer is told of her order: LATE was delivered after the day that was said."""

    UNAVAILABLE = "unavailable"
    DELAYED = "delayed"
    LATE = "late"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund_failed"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class NoticeGiven:
    """The buyer is told of trouble with her order; `note` is what the shop adds in its own words, in her language.

    The same notice in the same words is one happening, so that what is asked for twice is told once.
    """

    kind: ClassVar[str] = "notice_given"
    version: ClassVar[int] = 1

    order: Order
    notice: Notice
    occurred_at: datetime
    note: str = ""

    @property
    def id(self) -> str:
        # A digest, since reference and note may be longer together than an id.
        told = f"{self.order.reference}\n{self.notice}\n{self.note}"
        return id_of(type(self), hashlib.sha256(told.encode()).hexdigest()[:32])


@dataclass(frozen=True, slots=True)
class OrderLinkAsked:
    """The buyer asks for a new link to her order: within one hour of the clock it is the same asking."""

    kind: ClassVar[str] = "order_link_asked"
    version: ClassVar[int] = 1

    order: Order
    occurred_at: datetime

    @property
    def id(self) -> str:
        return id_of(type(self), f"{self.order.reference}:{self.occurred_at:%Y%m%d%H}")


# Who publishes is handed a function, so that nobody below knows who reacts: `publish(db, event)`, within a transaction,
# answers whether the event is new.
Publish = Callable[[Any, Event], bool]

KINDS: Mapping[str, type[Any]] = {
    event.kind: event
    for event in (
        OrderPaid,
        PaymentAwaited,
        OrderCancelled,
        SurplusReceived,
        OrderRefunded,
        RefundFailed,
        OrderDisputed,
        NoticeGiven,
        OrderLinkAsked,
    )
}
