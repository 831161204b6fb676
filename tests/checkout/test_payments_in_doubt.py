"""Payments in doubt: answers that were lost, calls that were refused, money that nobody expected."""

import logging
from dataclasses import replace

import pytest

from storefront_plugin.checkout.payments.stripe.sandbox import Status, records
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.errors import (
    PaymentInProgress,
    PaymentRefused,
    ProviderUnreachable,
)
from tests.checkout.tea_shop import ASKS_BANK, DECLINED, VISA

S = AttemptState


# Lost answers ---------------------------------------------------------------------------------------------------------


def test_a_lost_answer_is_no_decline_and_the_same_payment_is_found_again(shop):
    shop.provider.lost.add("open")

    attempt = shop.pay(shop.quote())
    assert (attempt.state, attempt.payment_id, shop.charges()) == (S.ASKING, None, [3000])

    with pytest.raises(ProviderUnreachable):
        shop.checkout.settle(attempt.id)
    assert shop.checkout.attempt(attempt.id).state is S.ASKING
    shop.provider.lost.clear()
    settled = shop.checkout.settle(attempt.id)
    assert (settled.state, shop.charges(), len(shop.host.placed)) == (S.PAID, [3000], 1)


def test_a_lost_answer_is_found_by_the_shoppers_second_click_even_past_the_offer(shop):
    quote = shop.quote()
    shop.provider.lost.add("open")
    first = shop.pay(quote)
    assert shop.pay(quote).state is S.ASKING
    shop.clock.go(hours=1)
    shop.provider.lost.clear()

    second = shop.pay(quote)

    assert (second.id, second.state, shop.charges()) == (first.id, S.PAID, [3000])


def test_a_call_that_never_arrived_is_made_again(shop):
    shop.provider.deaf.add("open")
    attempt = shop.pay(shop.quote())
    assert shop.charges() == []
    shop.provider.deaf.clear()

    assert shop.checkout.settle(attempt.id).state is S.PAID
    assert shop.charges() == [3000]


@pytest.mark.parametrize("hours", [22.9, 23.1, 24 * 30])
def test_a_lost_answer_is_found_however_late_and_never_collected_twice(shop, hours):
    shop.provider.lost.add("open")
    attempt = shop.pay(shop.quote())
    shop.provider.lost.clear()
    shop.clock.go(hours=hours)

    settled = shop.checkout.settle(attempt.id)

    assert (settled.state, shop.charges()) == (S.PAID, [3000])
    assert shop.provider.asked == (["open", "open"] if hours < 23 else ["open", "find"])


def test_an_old_call_that_never_arrived_is_not_made_again(shop):
    quote = shop.quote()
    shop.provider.deaf.add("open")
    attempt = shop.pay(quote)
    shop.provider.deaf.clear()
    shop.clock.go(hours=23.1)

    settled = shop.checkout.settle(attempt.id)

    assert (settled.state, shop.charges()) == (S.CANCELLED, [])
    assert shop.provider.asked == ["open", "find"]


def test_an_old_attempt_waits_while_it_cannot_be_looked_up(shop):
    shop.provider.lost.add("open")
    attempt = shop.pay(shop.quote())
    shop.clock.go(days=2)
    shop.provider.deaf.add("find")

    with pytest.raises(ProviderUnreachable):
        shop.checkout.settle(attempt.id)

    assert shop.checkout.attempt(attempt.id).state is S.ASKING


def test_a_bank_that_cannot_be_asked_changes_nothing(shop):
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    shop.sandbox.authorise(attempt.payment_id)
    shop.provider.deaf.add("ask")

    with pytest.raises(ProviderUnreachable):
        shop.checkout.settle(attempt.id)

    assert (shop.checkout.attempt(attempt.id).state, shop.host.placed) == (S.ACTION, [])


def test_an_attempt_is_neither_repeated_nor_asked_about_with_keys_of_the_other_mode(shop):
    shop.provider.lost.add("open")
    attempt = shop.pay(shop.quote())
    shop.provider.lost.clear()
    shop.provider.asked.clear()
    shop.provider.is_live = True

    with pytest.raises(ProviderUnreachable):
        shop.checkout.settle(attempt.id)

    assert (shop.provider.asked, shop.checkout.attempt(attempt.id).state) == ([], S.ASKING)


# Refused --------------------------------------------------------------------------------------------------------------


def test_a_refused_payment_ends_the_attempt_and_another_may_follow(shop):
    quote = shop.quote()

    with pytest.raises(PaymentRefused):
        shop.pay(quote, "pm_nobody_knows")

    [attempt] = shop.rows("attempts")
    assert (attempt["state"], shop.rows("orders")[0]["state"]) == (S.CANCELLED, "unplaced")
    assert shop.checkout.settle(attempt["id"]).state is S.CANCELLED
    assert shop.pay(quote).state is S.PAID
    assert shop.charges() == [3000]


def test_a_call_repeated_and_then_refused_is_over(shop):
    shop.provider.deaf.add("open")
    attempt = shop.pay(shop.quote(), "pm_nobody_knows")
    shop.provider.deaf.clear()

    assert shop.checkout.settle(attempt.id).state is S.CANCELLED


# Money nobody expected ------------------------------------------------------------------------------------------------


def pay_late(shop, attempt, status=Status.SUCCEEDED):
    """The declined payment collects after all, as a provider may do that retries by itself."""
    with shop.database.write() as db:
        intent = records.load(db, attempt.payment_id, lock=True)
        records.save(db, replace(intent, status=status, failure=None))


def test_what_is_reserved_for_a_declined_payment_after_all_is_let_go_of(by_hand):
    quote = by_hand.quote()
    declined = by_hand.pay(quote, DECLINED)
    wanted = by_hand.pay(quote)
    pay_late(by_hand, declined, Status.REQUIRES_CAPTURE)

    assert by_hand.checkout.settle(declined.id).state is S.CANCELLED
    assert by_hand.sandbox.look(declined.payment_id).status is Status.CANCELED
    assert by_hand.checkout.attempt(wanted.id).state is S.AUTHORISED


def test_a_declined_payment_that_collects_after_all_places_the_order(shop):
    attempt = shop.pay(shop.quote(), DECLINED)
    pay_late(shop, attempt)

    assert shop.checkout.settle(attempt.id).state is S.PAID
    assert len(shop.host.placed) == 1


def given_back(shop):
    """What the buyer has got again."""
    return [row["amount"] for row in shop.rows("sandbox_refunds")]


def test_a_declined_payment_that_collects_while_another_is_live_goes_back(shop, caplog):
    quote = shop.quote()
    first = shop.pay(quote, DECLINED)
    second = shop.pay(quote, ASKS_BANK)
    pay_late(shop, first)

    with caplog.at_level(logging.ERROR):
        settled = shop.checkout.settle(first.id)

    assert (settled.state, given_back(shop)) == (S.SURPLUS, [3000])
    assert f"attempt {first.id}: paid_twice" in caplog.text
    assert (shop.host.placed, shop.host.refunded) == ([], [])
    shop.sandbox.authorise(second.payment_id)
    assert shop.checkout.settle(second.id).state is S.PAID
    assert (len(shop.host.placed), given_back(shop)) == (1, [3000])


def test_money_that_comes_for_a_paid_order_goes_back_and_the_order_stays_right(shop):
    quote = shop.quote()
    first = shop.pay(quote, DECLINED)
    shop.pay(quote, VISA)
    pay_late(shop, first)

    assert shop.checkout.settle(first.id).state is S.SURPLUS
    assert (given_back(shop), len(shop.host.placed), shop.host.refunded) == ([3000], 1, [])
    assert [row["state"] for row in shop.rows("orders")] == ["placed"]
    assert [row["points"] for row in shop.rows("ledger_entries")] == [20]


def test_a_cancelled_payment_that_collects_after_all_goes_back(shop):
    quote = shop.quote()
    first = shop.pay(quote, ASKS_BANK)
    shop.checkout.call_back(quote)
    pay_late(shop, first)

    assert shop.checkout.settle(first.id).state is S.SURPLUS
    assert (given_back(shop), shop.host.placed, shop.host.cancelled) == ([3000], [], [])


def test_money_that_went_back_does_not_keep_the_order_from_being_paid(shop):
    quote = shop.quote()
    first = shop.pay(quote, ASKS_BANK)
    shop.checkout.call_back(quote)
    pay_late(shop, first)
    shop.checkout.settle(first.id)

    assert shop.pay(quote).state is S.PAID
    assert (given_back(shop), len(shop.host.placed)) == ([3000], 1)


def test_money_that_cannot_go_back_now_goes_back_later_and_once(shop):
    quote = shop.quote()
    first = shop.pay(quote, ASKS_BANK)
    shop.checkout.call_back(quote)
    pay_late(shop, first)
    shop.provider.lost.add("refund")
    shop.checkout.settle(first.id)
    shop.provider.lost.clear()

    for _ in range(3):
        shop.clock.go(hours=1)
        shop.outbox.deliver_batch()
        shop.sweep.follow_refunds()

    assert given_back(shop) == [3000]
    assert [row["state"] for row in shop.rows("refunds")] == ["succeeded"]


def test_while_money_needs_attention_nothing_more_is_collected(shop):
    quote = shop.quote()
    first = shop.pay(quote, ASKS_BANK)
    with shop.database.write() as db:
        records.save(db, replace(records.load(db, first.payment_id, lock=True), amount=2999))
    shop.sandbox.authorise(first.payment_id)
    shop.checkout.settle(first.id)

    with pytest.raises(PaymentInProgress):
        shop.pay(quote)

    assert (shop.charges(), given_back(shop)) == ([2999], [])


def test_a_payment_of_another_amount_is_never_taken_for_paid(shop):
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    with shop.database.write() as db:
        records.save(db, replace(records.load(db, attempt.payment_id, lock=True), amount=2999))
    shop.sandbox.authorise(attempt.payment_id)

    assert shop.checkout.settle(attempt.id).state is S.NEEDS_ATTENTION
    assert shop.host.placed == []
