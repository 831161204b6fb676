"""A shop with its own checkout reports its refunds: once or many times, with the same result."""

from functools import partial

import pytest

from storefront_plugin import Money, Order, OrderLine
from storefront_plugin.errors import LineNotRefundable, NothingToRefund, OrderUnknown, RefundTooLarge
from storefront_plugin.extension import Storefront
from tests.checkout.test_paying_at_once import at_once

REFERENCE = "R" * 180


def eur(amount):
    return Money.of(amount, "EUR")


@pytest.fixture
def storefront(shop, monkeypatch):
    """The extension in the shop's context; the shop knows one order, of 30 points."""
    lines = (
        OrderLine("tea", "Tea", 2, eur("12.50"), Money.of("10", "GBP")),
        OrderLine("pot", "Pot", 1, eur("12.50"), Money.of("10", "GBP")),
    )
    order = Order(REFERENCE, lines, eur("37.50"), "en", customer_id="ada")
    monkeypatch.setattr(shop.host, "order", {REFERENCE: order}.get, raising=False)
    extension = Storefront(shop.host, clock=shop.clock)
    with shop.app.app_context():
        yield extension


def points(shop):
    return [row["points"] for row in shop.rows("ledger_entries")]


def test_a_refund_takes_points_back_and_the_shop_is_not_told_what_it_knows(shop, storefront):
    storefront.order_paid(REFERENCE)

    made = storefront.order_refunded(REFERENCE, refund_id="r1", lines={"tea": 1})

    assert (made.amount, made.lines[0].quantity) == (eur("12.50"), 1)
    assert (points(shop), shop.host.refunded, shop.host.placed) == ([30, -10], [], [])
    [row] = shop.rows("refunds")
    assert (row["state"], row["attempt_id"], row["amount_minor"]) == ("succeeded", None, 1250)


def test_a_refund_reported_again_is_the_same(shop, storefront):
    first = storefront.order_refunded(REFERENCE, refund_id="r1", amount=eur("5.00"))

    assert storefront.order_refunded(REFERENCE, refund_id="r1", amount=eur("5.00")) == first
    assert len(shop.rows("refunds")) == 1


def test_a_refund_that_is_told_before_the_payment_leaves_no_points_behind(shop, storefront):
    storefront.order_refunded(REFERENCE, refund_id="r1")
    storefront.order_paid(REFERENCE)

    assert points(shop) == [30, -30]


def test_more_than_was_paid_is_refused(shop, storefront):
    with pytest.raises(RefundTooLarge):
        storefront.order_refunded(REFERENCE, refund_id="r1", amount=eur("37.51"))
    with pytest.raises(LineNotRefundable):
        storefront.order_refunded(REFERENCE, refund_id="r1", lines={"cup": 1})
    with pytest.raises(OrderUnknown):
        storefront.order_refunded("nobody", refund_id="r1")

    storefront.order_refunded(REFERENCE, refund_id="r1")
    with pytest.raises(NothingToRefund):
        storefront.order_refunded(REFERENCE, refund_id="r2")
    assert points(shop) == [30, -30]


def test_many_reports_at_once_never_sum_to_more_than_was_paid(shop, storefront):
    def report(refund_id):
        with shop.app.app_context():
            return storefront.order_refunded(REFERENCE, refund_id=refund_id, amount=eur("10.00"))

    answers = at_once(*[partial(report, f"r{n % 8}") for n in range(24)])

    assert sorted(row["number"] for row in shop.rows("refunds")) == [1, 2, 3]
    assert sum(row["amount_minor"] for row in shop.rows("refunds")) == 3000
    assert {type(answer) for answer in answers if isinstance(answer, Exception)} == {RefundTooLarge}
    assert sum(points(shop)) == 30 - 24
