"""Webhooks switched off: whatever is done at the provider, the worker alone finds it, and both books agree."""

from dataclasses import replace

import pytest

from storefront_plugin import Money
from storefront_plugin.checkout.book import OrderBook
from storefront_plugin.checkout.payments.stripe.sandbox import Status, records
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.checkout.refund import RefundWish
from tests.checkout.tea_shop import ASKS_BANK, DECLINED, VISA
from tests.checkout.test_payments_in_doubt import pay_late

S = AttemptState
REFUND_WAITS, REFUND_FAILS = "pm_card_pendingRefund", "pm_card_refundFail"


def worker(shop, *, hours=24):
    """Hours go by, and nobody but the worker does anything: each time what it does every hour, each day the rest."""
    for passed in range(6, hours + 6, 6):
        shop.clock.go(hours=min(6, hours))
        shop.sweep.run()
        shop.sweep.follow_refunds()
        if passed % 24 == 0:
            shop.reconciliation.run_and_log()
        shop.outbox.deliver_batch()


def states(shop, table="attempts"):
    return sorted(row["state"] for row in shop.rows(table))


def given_back(shop):
    return [row["amount"] for row in shop.rows("sandbox_refunds") if row["status"] == "succeeded"]


@pytest.fixture(autouse=True)
def books_agree_and_nothing_was_told(shop):
    yield
    [compared] = shop.reconciliation.run()
    assert (compared.is_right, shop.rows("provider_events")) == (True, [])


def test_a_second_payment_goes_back(shop):
    quote = shop.quote()
    first = shop.pay(quote, DECLINED)
    shop.pay(quote, VISA)
    pay_late(shop, first)

    worker(shop)

    assert (states(shop), states(shop, "orders"), given_back(shop)) == ([S.PAID, S.SURPLUS], ["placed"], [3000])


def test_money_for_what_was_called_back_goes_back(shop):
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    worker(shop, hours=2)
    pay_late(shop, attempt)

    worker(shop)

    assert (states(shop), states(shop, "orders"), given_back(shop)) == ([S.SURPLUS], ["unplaced"], [3000])


def test_a_surplus_given_back_in_the_dashboard_goes_back_once(shop):
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    worker(shop, hours=2)
    pay_late(shop, attempt)
    shop.sandbox.refund_by_hand(attempt.payment_id)

    worker(shop)

    assert (states(shop), states(shop, "refunds"), given_back(shop)) == ([S.SURPLUS], ["succeeded"], [3000])
    assert shop.parts[OrderBook].attention() == []


def test_refunds_made_in_the_dashboard_are_booked_once(shop):
    attempt = shop.pay(shop.quote())
    for amount in (500, 700):
        shop.sandbox.refund_by_hand(attempt.payment_id, amount)

    worker(shop, hours=48)

    assert sorted(refund.amount.minor for _, refund in shop.host.refunded) == [500, 700]
    assert shop.refunds.takings(attempt.order_reference).left == Money.of("18.00", "EUR")


def test_a_refund_that_takes_days_is_followed_until_it_arrives(shop):
    attempt = shop.pay(shop.quote(), REFUND_WAITS)
    made = shop.refunds.refund(attempt.order_reference, RefundWish(), wish_id="w1")
    worker(shop, hours=2)
    assert (states(shop, "refunds"), shop.host.refunded) == (["pending"], [])
    shop.sandbox.finish_refund(attempt.payment_id, made.provider_id)

    worker(shop, hours=2)

    assert (states(shop, "refunds"), len(shop.host.refunded)) == (["succeeded"], 1)


def test_a_refund_that_comes_back_waits_for_a_person(shop):
    attempt = shop.pay(shop.quote(), REFUND_FAILS)
    made = shop.refunds.refund(attempt.order_reference, RefundWish(), wish_id="w1")
    shop.sandbox.finish_refund(attempt.payment_id, made.provider_id)

    worker(shop)

    assert (states(shop, "refunds"), shop.host.refunds_failed) == (["failed"], [made.refund])
    assert [matter.cause for matter in shop.parts[OrderBook].attention()] == ["refund_failed"]


@pytest.mark.parametrize(("is_won", "end"), [(True, "won"), (False, "lost")])
def test_a_dispute_is_found_and_followed_to_its_end(shop, is_won, end):
    attempt = shop.pay(shop.quote())
    shop.sandbox.dispute(attempt.payment_id)
    worker(shop)
    assert [matter.cause for matter in shop.parts[OrderBook].attention()] == ["disputed"]
    shop.sandbox.decide_dispute(attempt.payment_id, is_won=is_won)

    worker(shop)

    assert [dispute.state for dispute in shop.host.disputed] == ["open", end]
    assert shop.parts[OrderBook].attention() == []


def test_a_reservation_that_is_captured_in_the_dashboard_is_an_order(shop):
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    with shop.database.write() as db:
        intent = records.load(db, attempt.payment_id, lock=True)
        records.save(db, replace(intent, status=Status.REQUIRES_CAPTURE))
    worker(shop, hours=6)
    assert (states(shop), shop.host.placed) == ([S.AUTHORISED], [])
    pay_late(shop, attempt)

    worker(shop, hours=12)

    assert (states(shop), len(shop.host.placed)) == ([S.PAID], 1)
