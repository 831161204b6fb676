"""What happened. Frozen, versioned snapshots of the facts, so that nobody has to ask the host again.

An event's `id` names the happening, not the telling: told twice, it is the same event.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Protocol, TypeVar

import cattrs

from storefront_plugin.host import Order
from storefront_plugin.money import Currency, Money

T = TypeVar("T")


class Event(Protocol):
    """A happening: `kind` says how its snapshot is read back; `version` is kept for the day that its form changes."""

    kind: ClassVar[str]
    version: ClassVar[int]

    @property
    def id(self) -> str: ...

    @property
    def occurred_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class OrderPaid:
    """An order was paid in full, through our checkout or the shop's own."""

    kind: ClassVar[str] = "order_paid"
    version: ClassVar[int] = 1

    order: Order
    occurred_at: datetime
    # The shop told us of it, and need not be told.
    is_hosts_own: bool = False

    @property
    def id(self) -> str:
        return f"{self.kind}:{self.order.reference}"


# Who publishes is handed a function, so that nobody below knows who reacts: `publish(db, event)`, within a transaction.
Publish = Callable[[Any, Event], None]

KINDS: Mapping[str, type[Any]] = {event.kind: event for event in (OrderPaid,)}


def encode(fact: object) -> dict[str, Any]:
    """A snapshot as plain JSON values: Money as {"minor", "currency"}, moments as RFC 3339, Decimals as text."""
    plain: dict[str, Any] = _CONVERTER.unstructure(fact)
    return plain


def decode(fact: type[T], plain: Mapping[str, Any]) -> T:
    """The snapshot that `encode` made of such a fact."""
    return _CONVERTER.structure(plain, fact)


def _make_converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_unstructure_hook(datetime, lambda moment: moment.isoformat())
    converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
    converter.register_unstructure_hook(Decimal, str)
    converter.register_structure_hook(Decimal, lambda text, _: Decimal(text))
    converter.register_unstructure_hook(Money, lambda money: {"minor": money.minor, "currency": money.currency.code})
    converter.register_structure_hook(Money, lambda plain, _: Money(plain["minor"], Currency.of(plain["currency"])))
    return converter


_CONVERTER = _make_converter()
