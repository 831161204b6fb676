"""What documents need from others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from storefront_plugin.documents.mail.message import Message
from storefront_plugin.money import Currency


class QuotedRate(Protocol):
    """A published rate: how many of the target one of the base is, of which day, by whom."""

    @property
    def ratio(self) -> Decimal: ...

    @property
    def as_of(self) -> date | None: ...

    @property
    def source(self) -> str: ...


class TaxRates(Protocol):
    """Published rates of days gone by, which a tax office accepts: not the shop's own, and without a margin."""

    def on(self, base: Currency, target: Currency, day: date) -> QuotedRate:
        """The rate of that day, or of the latest day before it that had one. Raises NoRate."""
        ...


@dataclass(frozen=True, slots=True)
class OrderAccess:
    """Who reads which order, as the till decides it: documents are read by the same rule.

    `reference_of` opens what stands for a paid order in an address, for the visitor of this request, and raises
    OrderUnknown for a forged one and for somebody else's; `token_of` makes it.
    """

    reference_of: Callable[[str], str]
    token_of: Callable[[str], str]


class Post(Protocol):
    """Takes letters away."""

    def send(self, message: Message) -> None:
        """Hand the message on, within a time limit; the same `id` may be sent again, and is the same message.

        Raises MailNotSent where a later try may succeed. A recipient who will never be reached is logged, and done.
        """
        ...
