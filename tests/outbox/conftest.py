"""A paid order."""

from collections.abc import Callable
from datetime import datetime

import pytest

from storefront_plugin.events import OrderPaid
from storefront_plugin.host import Order, OrderLine
from storefront_plugin.money import Money


@pytest.fixture
def order_paid(now: datetime) -> Callable[..., OrderPaid]:
    def make(reference: str = "1042", *, customer_id: str | None = "ada", spent: str = "49.95") -> OrderPaid:
        price = Money.of(spent, "GBP")
        line = OrderLine(sku="tea", name="Tea", quantity=1, unit=price, base_unit=price)
        order = Order(reference=reference, lines=(line,), total=price, locale="en-GB", customer_id=customer_id)
        return OrderPaid(order, occurred_at=now)

    return make
