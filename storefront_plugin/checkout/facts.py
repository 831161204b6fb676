"""What other capabilities tell of an order where checkout shows it: handed in, since none knows another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from storefront_plugin.host import Order, Refund


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What other capabilities know of a paid order that its buyer may read: each answer by its name in the JSON."""

    known: Mapping[str, Callable[[Order], object]]

    def of(self, order: Order) -> dict[str, object]:
        return {name: ask(order) for name, ask in self.known.items()}


@dataclass(frozen=True, slots=True)
class RefundEffects:
    """What a refund would do elsewhere, for whoever is about to make it: each by its name in the JSON."""

    known: Mapping[str, Callable[[Order, Refund, Sequence[Refund]], object]]

    def of(self, order: Order, refund: Refund, earlier: Sequence[Refund]) -> dict[str, object]:
        return {name: tell(order, refund, earlier) for name, tell in self.known.items()}
