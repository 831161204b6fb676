"""A database with its tables, a paid order, and a clock that a test can turn."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from storefront_plugin.events import OrderPaid
from storefront_plugin.host import Order, OrderLine
from storefront_plugin.loyalty import tables as _loyalty  # noqa: F401 (its tables)
from storefront_plugin.money import Money
from storefront_plugin.outbox import tables as _outbox  # noqa: F401 (its tables)
from storefront_plugin.storage import Database, metadata
from storefront_plugin.surveys import tables as _surveys  # noqa: F401 (its tables)


class Clock:
    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def go(self, **duration: float) -> None:
        self.moment += timedelta(**duration)


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    with made.write() as db:
        metadata.create_all(db)
    yield made
    made.engine.dispose()


@pytest.fixture
def order_paid(now: datetime) -> Callable[..., OrderPaid]:
    def make(reference: str = "1042", *, customer_id: str | None = "ada", spent: str = "49.95") -> OrderPaid:
        price = Money.of(spent, "GBP")
        line = OrderLine(sku="tea", name="Tea", quantity=1, unit=price, base_unit=price)
        order = Order(reference=reference, lines=(line,), total=price, locale="en-GB", customer_id=customer_id)
        return OrderPaid(order, occurred_at=now)

    return make
