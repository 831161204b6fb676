"""What was done in the provider's dashboard is found and booked, however late and often it is told."""

import logging
from dataclasses import replace
from decimal import Decimal

import pytest

from storefront_plugin import Money
from storefront_plugin.checkout.book import OrderBook
from storefront_plugin.checkout.ports import AttemptState, RefundState, Settled
from storefront_plugin.checkout.refund import RefundWish
from tests.checkout.tea_shop import ASKS_BANK

S = AttemptState


def eur(amount):
    return Money.of(amount, "EUR")


@pytest.fixture
def attempt(shop):
    """A paid order's attempt."""
    return shop.pay(shop.quote())


def amounts(shop):
    return [(row["state"], row["amount_minor"]) for row in shop.rows("refunds")]


def test_a_refund_made_in_the_dashboard_is_booked_with_its_taxes_and_points(shop, attempt):
    shop.sandbox.refund_by_hand(attempt.payment_id, 1500)

    assert shop.notify(attempt, "charge.refunded").status_code == 200

    [(order, refund)] = shop.host.refunded
    assert (order.reference, refund.amount, refund.is_providers) == (attempt.order_reference, eur("15.00"), True)
    assert (refund.lines, [tax.amount for tax in refund.taxes]) == ((), [eur("2.40")])
    assert [row["points"] for row in shop.rows("ledger_entries")] == [20, -10]
    assert shop.refunds.takings(attempt.order_reference).left == eur("15.00")


def test_the_same_news_again_in_any_order_changes_nothing(shop, attempt):
    shop.sandbox.refund_by_hand(attempt.payment_id, 500)
    shop.sandbox.refund_by_hand(attempt.payment_id, 700)

    for kind in ("charge.refunded", "refund.created", "charge.refunded", "payment_intent.succeeded", "refund.created"):
        assert shop.notify(attempt, kind).status_code == 200

    assert amounts(shop) == [("succeeded", 500), ("succeeded", 700)] or amounts(shop) == [
        ("succeeded", 700),
        ("succeeded", 500),
    ]
    assert (len(shop.host.refunded), len(shop.host.placed)) == (2, 1)
    assert shop.refunds.takings(attempt.order_reference).refunded == eur("12.00")


def test_without_any_notification_who_names_the_payment_finds_it(shop, attempt):
    shop.sandbox.refund_by_hand(attempt.payment_id)

    shop.checkout.settle(attempt.id, payment_id=attempt.payment_id)

    assert amounts(shop) == [("succeeded", 3000)]


def test_one_that_came_back_and_one_that_went_through_are_both_booked_when_seen_together(shop):
    attempt = shop.pay(shop.quote(), "pm_card_refundFail")
    lost = shop.sandbox.refund_by_hand(attempt.payment_id)
    shop.sandbox.finish_refund(attempt.payment_id, lost.id)
    shop.clock.go(minutes=1)
    shop.sandbox.refund_by_hand(attempt.payment_id)

    shop.checkout.settle(attempt.id, payment_id=attempt.payment_id)

    assert amounts(shop) == [("failed", 3000), ("succeeded", 3000)]
    [(_, refund)] = shop.host.refunded
    assert [tax.amount for tax in refund.taxes] == [eur("4.79")]


def test_a_page_that_is_loaded_again_does_not_ask_the_provider(shop, attempt):
    shop.provider.asked.clear()

    shop.checkout.settle(attempt.id)

    assert shop.provider.asked == []


def test_a_refund_that_is_told_before_the_payment_is_booked_after_it(shop):
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    shop.sandbox.authorise(attempt.payment_id)
    shop.sandbox.refund_by_hand(attempt.payment_id, 1000)

    assert shop.notify(attempt, "charge.refunded").status_code == 200

    assert shop.checkout.attempt(attempt.id).state is S.PAID
    assert (len(shop.host.placed), amounts(shop)) == (1, [("succeeded", 1000)])
    assert [row["kind"] for row in shop.rows("events")][:2] == ["order_paid", "order_refunded"]
    assert [row["points"] for row in shop.rows("ledger_entries")] == [20, -6]


def test_a_refund_that_overtakes_even_our_own_answer_finds_its_payment(shop):
    shop.provider.lost.add("open")
    asking = shop.pay(shop.quote())
    [intent] = shop.rows("sandbox_intents")
    shop.sandbox.refund_by_hand(intent["id"])

    assert shop.notify(intent["id"], "charge.refunded").json["ours"] is True

    assert shop.checkout.attempt(asking.id).state is S.PAID
    assert amounts(shop) == [("succeeded", 3000)]


def test_a_notification_that_overtakes_the_answer_to_our_own_refund_is_that_refund(shop, attempt):
    shop.provider.lost.add("refund")
    made = shop.refunds.refund(attempt.order_reference, RefundWish(lines={"tea": 1}), wish_id="w1")
    assert made.state is RefundState.ASKING

    shop.notify(attempt, "refund.created")

    assert amounts(shop) == [("succeeded", 1250)]
    [(_, told)] = shop.host.refunded
    assert (told.id, told.is_providers, told.lines[0].quantity) == (made.id, False, 1)


def test_what_is_refunded_in_the_dashboard_cannot_be_refunded_again(shop, attempt):
    shop.sandbox.refund_by_hand(attempt.payment_id, 2500)

    # No notification has come yet.
    made = shop.refunds.refund(attempt.order_reference, RefundWish(), wish_id="w1")

    assert made.refund.amount == eur("5.00")
    assert sum(row["amount"] for row in shop.rows("sandbox_refunds")) == 3000


def test_more_pages_of_refunds_than_come_with_the_payment_are_all_found(shop, attempt):
    for _ in range(12):
        shop.sandbox.refund_by_hand(attempt.payment_id, 100)

    shop.checkout.settle(attempt.id, payment_id=attempt.payment_id)

    assert amounts(shop) == [("succeeded", 100)] * 12


def test_a_refund_in_a_report_of_another_amount_than_ours_needs_attention(shop, attempt, caplog, monkeypatch):
    shop.provider.lost.add("refund")
    shop.refunds.refund(attempt.order_reference, RefundWish(amount=eur("5.00")), wish_id="w1")
    plain = shop.provider.ask

    def other_amount(payment_id):
        report = plain(payment_id)
        return replace(report, refunds=tuple(replace(each, amount=eur("6.00")) for each in report.refunds))

    monkeypatch.setattr(shop.provider, "ask", other_amount)
    with caplog.at_level(logging.ERROR):
        shop.checkout.settle(attempt.id, payment_id=attempt.payment_id)

    assert "needs attention" in caplog.text
    assert amounts(shop) == [("asking", 500)]


def test_what_payment_and_refund_came_to_on_the_merchants_account_is_kept(shop, attempt, monkeypatch):
    plain = shop.provider.ask
    books = Settled(amount=Money.of("24.00", "GBP"), fee=Money.of("0.70", "GBP"), rate=Decimal("0.8"))
    back = Settled(amount=Money.of("-25.50", "GBP"), fee=Money.of("0.00", "GBP"), rate=Decimal("0.85"))

    def in_pounds(payment_id):
        report = plain(payment_id)
        return replace(report, settled=books, refunds=tuple(replace(each, settled=back) for each in report.refunds))

    monkeypatch.setattr(shop.provider, "ask", in_pounds)
    made = shop.refunds.refund(attempt.order_reference, RefundWish(), wish_id="w1")
    settled = shop.checkout.settle(attempt.id, payment_id=attempt.payment_id)

    assert settled.settled == books
    assert shop.refunds.get(made.id).settled == back
    assert shop.parts[OrderBook].exchange_result(made.id) == Money.of("-1.50", "GBP")
