"""The tea shop with a shelf that can be empty: two of its products are made of the same tin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from threading import Lock

from storefront_plugin import Money, Order, Product
from storefront_plugin.host import OrderLine
from tests.checkout.tea_shop import TeaShop

# What one of a product takes from the shelf.
MADE_OF = {"tea": "tin", "sampler": "tin", "pot": "pot"}


class StockedShop(TeaShop):
    """Keeps `shelf` and `holds` as a shop keeps them in its database: each call is all or nothing."""

    def __init__(self, shelf: Mapping[str, int]) -> None:
        super().__init__()
        self.products["sampler"] = Product("sampler", "Tea sampler", Money.of("5.00", "GBP"))
        self.shelf = Counter(shelf)
        self.holds: dict[str, tuple[Counter[str], datetime]] = {}
        self.asked: list[str] = []
        self.faults: dict[str, BaseException] = {}
        self.clock: Callable[[], datetime] = lambda: datetime.max.replace(tzinfo=UTC)
        self._lock = Lock()

    def reserve(self, lines: Sequence[OrderLine], until: datetime, reference: str) -> bool:
        self._call("reserve")
        with self._lock:
            if any(order.reference == reference for order in self.placed):
                return True
            wanted = _items(lines)
            others = [items for name, items in self._current() if name != reference]
            left = self.shelf - sum(others, Counter())
            if any(left[item] < count for item, count in wanted.items()):
                return False
            self.holds[reference] = (wanted, until)
            return True

    def release(self, reference: str) -> None:
        self._call("release")
        with self._lock:
            self.holds.pop(reference, None)

    def order_placed(self, order: Order) -> None:
        with self._lock:
            if any(known.reference == order.reference for known in self.placed):
                return
            super().order_placed(order)
            self.holds.pop(order.reference, None)
            self.shelf.subtract(_items(order.lines))

    @property
    def held(self) -> Counter[str]:
        """What is held of the shelf now."""
        return sum((items for _, items in self._current()), Counter())

    def _current(self) -> Iterator[tuple[str, Counter[str]]]:
        now = self.clock()
        return ((name, items) for name, (items, until) in list(self.holds.items()) if now < until)

    def _call(self, name: str) -> None:
        self.asked.append(name)
        if name in self.faults:
            raise self.faults[name]


def _items(lines: Sequence[OrderLine]) -> Counter[str]:
    found = Counter[str]()
    for line in lines:
        found[MADE_OF[line.sku]] += line.quantity
    return found
