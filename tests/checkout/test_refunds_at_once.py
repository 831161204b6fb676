"""Many refunds of one order at once, on either database: never more than was captured, each wish once."""

from functools import partial

from storefront_plugin import Money
from storefront_plugin.checkout.ports import RefundState
from storefront_plugin.checkout.refund import RefundWish
from storefront_plugin.errors import NothingToRefund, RefundTooLarge
from tests.checkout.test_paying_at_once import at_once

S = RefundState


def paid(shop):
    return shop.pay(shop.quote()).order_reference


def given_back(shop):
    return sum(row["amount"] for row in shop.rows("sandbox_refunds") if row["status"] != "failed")


def test_thirty_two_refunds_never_give_back_more_than_was_captured(shop):
    reference = paid(shop)
    wish = RefundWish(amount=Money.of("4.00", "EUR"))

    answers = at_once(*[partial(shop.refunds.refund, reference, wish, wish_id=f"w{n}") for n in range(32)])

    made = [answer for answer in answers if not isinstance(answer, Exception)]
    refused = [answer for answer in answers if isinstance(answer, (RefundTooLarge, NothingToRefund))]
    assert (len(made), len(refused)) == (7, 25)
    assert (given_back(shop), shop.refunds.takings(reference).left) == (2800, Money.of("2.00", "EUR"))
    assert sorted(row["number"] for row in shop.rows("refunds")) == [1, 2, 3, 4, 5, 6, 7]
    # 28.00 of 30.00 is 18.67 of 20 points.
    assert sum(row["points"] for row in shop.rows("ledger_entries")) == 20 - 18


def test_sixteen_clicks_on_one_refund_give_back_once(shop):
    reference = paid(shop)

    answers = at_once(*[partial(shop.refunds.refund, reference, RefundWish(), wish_id="form")] * 16)

    assert {answer.state for answer in answers} <= {S.SUCCEEDED, S.ASKING}
    assert (len({answer.id for answer in answers}), given_back(shop), len(shop.host.refunded)) == (1, 3000, 1)
    assert [row["points"] for row in shop.rows("ledger_entries")] == [20, -20]


def test_refunds_of_one_line_at_once_give_each_piece_back_once(shop):
    reference = paid(shop)

    answers = at_once(
        *[partial(shop.refunds.refund, reference, RefundWish(lines={"tea": 1}), wish_id=f"w{n}") for n in range(6)]
    )

    assert len([answer for answer in answers if not isinstance(answer, Exception)]) == 2
    assert given_back(shop) == 2500


def test_thirty_two_notifications_of_refunds_made_in_the_dashboard_book_each_once(shop):
    attempt = shop.pay(shop.quote())
    for amount in (500, 700):
        shop.sandbox.refund_by_hand(attempt.payment_id, amount)

    at_once(*[partial(shop.checkout.settle, attempt.id, payment_id=attempt.payment_id)] * 32)

    assert sorted(row["amount_minor"] for row in shop.rows("refunds")) == [500, 700]
    assert {row["state"] for row in shop.rows("refunds")} == {S.SUCCEEDED}
    assert len(shop.host.refunded) == 2
    assert len(shop.host.placed) == 1


def test_a_refund_of_ours_and_one_in_the_dashboard_at_once_stay_below_what_was_captured(shop):
    attempt = shop.pay(shop.quote())
    half = RefundWish(amount=Money.of("20.00", "EUR"))

    at_once(
        lambda: shop.refunds.refund(attempt.order_reference, half, wish_id="w1"),
        lambda: shop.sandbox.refund_by_hand(attempt.payment_id, 2000),
    )
    shop.checkout.settle(attempt.id, payment_id=attempt.payment_id)

    assert given_back(shop) == 2000
    assert [row["amount_minor"] for row in shop.rows("refunds") if row["state"] == "succeeded"] == [2000]
    assert len(shop.host.refunded) == 1
