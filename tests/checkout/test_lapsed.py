"""Orders that their buyers took for bought, and that nobody pays: cancelled once, and everybody is told."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storefront_plugin import CartLine
from storefront_plugin.checkout.attempt import Attempt
from storefront_plugin.checkout.by_hand import ByHand
from storefront_plugin.checkout.payments.stripe.sandbox import Status, records
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.checkout.sweep import has_lapsed
from storefront_plugin.errors import OrderNotKept, PaymentRefused, QuoteExpired
from storefront_plugin.money import Money
from tests.checkout.tea_shop import ASKS_BANK, DECLINED, SETTINGS, VISA, Shop, mounted
from tests.checkout.test_paying_at_once import at_once

S = AttemptState
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ENDS = NOON + timedelta(hours=1)
ATTEMPT = Attempt("att_1", "1", "stripe", False, S.OPEN, Money.of("30.00", "EUR"), "pm", "", NOON, ends_at=ENDS)


@pytest.fixture
def shop(database_url: str, now: datetime) -> Iterator[Shop]:
    """The tea shop, which waits fourteen days for a bank transfer."""
    account = {"holder": "Tea Ltd", "iban": "DE89370400440532013000"}
    made = mounted(database_url, now, {**SETTINGS, "checkout": {**SETTINGS["checkout"], "bank_transfer": account}})
    yield made
    made.database.engine.dispose()


def transfer(shop, **rest):
    """A transfer that is waited for, the cart emptied for it."""
    attempt = shop.pay(shop.quote(**{"from_cart": True, **rest}), "", provider="bank_transfer")
    shop.checkout.tell_cart_bought(attempt.order_reference)
    return attempt


def become(shop, attempt, status):
    with shop.database.write() as db:
        records.save(db, replace(records.load(db, attempt.payment_id, lock=True), status=status))


def wait(shop, **time):
    shop.clock.go(**time)
    shop.sweep.run()


def told(shop):
    """How the order stands, and what the host was told of it."""
    return [row["state"] for row in shop.rows("orders")], [reason for _, reason in shop.host.cancelled]


@pytest.mark.parametrize(
    ("before", "move", "at", "is_lapsed"),
    [
        (S.OPEN, S.CANCELLED, ENDS, True),
        (S.ACTION, S.DECLINED, ENDS, True),
        (S.PROCESSING, S.DECLINED, ENDS, True),
        (S.AUTHORISED, S.CANCELLED, NOON, True),
        # She may try again.
        (S.OPEN, S.CANCELLED, NOON, False),
        (S.PROCESSING, S.DECLINED, NOON, False),
        (S.OPEN, S.PAID, ENDS, False),
        (S.OPEN, None, ENDS, False),
        (S.ACTION, S.NEEDS_ATTENTION, ENDS, False),
    ],
)
def test_what_its_shopper_cannot_begin_again_has_lapsed(before, move, at, is_lapsed):
    assert has_lapsed(replace(ATTEMPT, state=before), move, at) is is_lapsed


def test_a_transfer_that_never_came_is_told_of_once(shop):
    attempt = transfer(shop)
    wait(shop, days=13)
    assert told(shop) == (["unplaced"], [])

    wait(shop, days=1)
    at_once(*[lambda: shop.checkout.settle(attempt.id)] * 4, *[shop.sweep.run] * 4)
    wait(shop, days=1)

    assert told(shop) == (["cancelled"], ["lapsed"])
    assert sorted(row["kind"] for row in shop.rows("events")) == ["order_cancelled", "payment_awaited"]


def test_what_a_front_end_named_itself_was_in_no_cart_and_is_told_of(shop):
    transfer(shop, from_cart=False)

    wait(shop, days=15)

    assert told(shop) == (["cancelled"], ["lapsed"])


def test_a_voucher_that_ran_out_for_what_a_front_end_named_and_confirmed_is_told_of(shop):
    attempt = shop.pay(shop.quote(), "", provider="stripe")
    shop.sandbox.confirm(shop.sandbox.look(attempt.payment_id).client_secret, "pm_sandbox_voucher")
    shop.checkout.settle(attempt.id)
    shop.clock.go(days=4)
    shop.sandbox.finish(attempt.payment_id, is_success=False)

    wait(shop, hours=6)
    wait(shop, hours=6)

    assert shop.checkout.attempt(attempt.id).state is S.CANCELLED
    assert told(shop) == (["cancelled"], ["lapsed"])


def test_who_never_saw_that_her_cart_was_bought_is_told_nothing(shop):
    shop.pay(shop.quote(from_cart=True), "", provider="bank_transfer")

    wait(shop, days=15)

    assert told(shop) == (["unplaced"], [])


def test_a_reservation_that_the_bank_lets_go_is_told_of_once(shop):
    quote = shop.quote(from_cart=True)
    attempt = shop.pay(quote, ASKS_BANK)
    become(shop, attempt, Status.REQUIRES_CAPTURE)
    shop.checkout.settle(attempt.id)
    shop.checkout.tell_cart_bought(attempt.order_reference)
    become(shop, attempt, Status.CANCELED)

    at_once(*[lambda: shop.checkout.settle(attempt.id)] * 8)

    assert shop.checkout.attempt(attempt.id).state is S.CANCELLED
    assert told(shop) == (["cancelled"], ["lapsed"])
    with pytest.raises(OrderNotKept):
        shop.pay(quote)


def test_a_debit_that_fails_days_after_the_cart_was_emptied_is_told_of(shop):
    quote = shop.quote(from_cart=True)
    transferred = shop.pay(quote, "", provider="bank_transfer")
    shop.checkout.tell_cart_bought(transferred.order_reference)
    debit = shop.pay(quote, ASKS_BANK, provider="stripe")
    become(shop, debit, Status.PROCESSING)
    wait(shop, days=3)
    become(shop, debit, Status.CANCELED)

    wait(shop, days=1)

    assert told(shop) == (["cancelled"], ["lapsed"])


def test_who_takes_another_way_to_pay_within_her_offer_keeps_her_order(shop):
    quote = shop.quote(from_cart=True)
    shop.checkout.tell_cart_bought(shop.pay(quote, "", provider="bank_transfer").order_reference)

    assert shop.pay(quote, VISA, provider="stripe").state is S.PAID

    wait(shop, days=15)
    assert told(shop) == (["placed"], [])


def test_who_takes_another_way_to_pay_and_never_finishes_it_is_told(shop):
    quote = shop.quote(from_cart=True)
    shop.checkout.tell_cart_bought(shop.pay(quote, "", provider="bank_transfer").order_reference)
    shop.pay(quote, ASKS_BANK, provider="stripe")
    assert told(shop) == (["unplaced"], [])

    wait(shop, hours=1)

    assert told(shop) == (["cancelled"], ["lapsed"])


def test_a_call_that_never_arrived_after_the_cart_was_emptied_is_told_of(shop):
    quote = shop.quote(from_cart=True)
    shop.checkout.tell_cart_bought(shop.pay(quote, "", provider="bank_transfer").order_reference)
    shop.provider.deaf.add("open")
    shop.pay(quote, VISA, provider="stripe")
    shop.provider.deaf.clear()

    wait(shop, days=2)

    assert told(shop) == (["cancelled"], ["lapsed"])


def test_money_for_a_lapsed_order_goes_back_and_nothing_more_is_collected(shop):
    attempt = transfer(shop)
    wait(shop, days=15)

    _, late = shop.parts[ByHand].paid(attempt.order_reference)

    assert late.state is S.SURPLUS
    assert ([row["state"] for row in shop.rows("refunds")], shop.host.placed) == (["pending"], [])
    assert told(shop) == (["cancelled"], ["lapsed"])
    with pytest.raises(QuoteExpired):
        shop.pay(shop.checkout.quote_of(attempt), VISA, provider="stripe")


def test_while_money_waits_for_a_person_its_order_has_not_lapsed(shop):
    quote = shop.quote(CartLine("tea", 2), from_cart=True)
    first = shop.pay(quote, ASKS_BANK, provider="stripe")
    other = shop.pay(quote, "", provider="bank_transfer")
    shop.checkout.tell_cart_bought(other.order_reference)
    with shop.database.write() as db:
        intent = records.load(db, first.payment_id, lock=True)
        records.save(db, replace(intent, status=Status.SUCCEEDED, amount=2999))
    assert shop.checkout.settle(first.id, payment_id=first.payment_id).state is S.NEEDS_ATTENTION

    wait(shop, days=15)

    assert told(shop) == (["unplaced"], [])


def test_who_changed_her_mind_about_an_awaited_payment_keeps_it_when_she_buys_her_next_cart(shop):
    quote = shop.quote(from_cart=True)
    shop.checkout.tell_cart_bought(shop.pay(quote, "", provider="bank_transfer").order_reference)
    voucher = shop.pay(quote, "pm_sandbox_voucher")

    shop.pay(shop.quote(from_cart=True), VISA)

    assert shop.checkout.attempt(voucher.id).state is S.OPEN


@pytest.mark.parametrize("ending", ["called back", "declined"])
def test_who_leaves_after_she_changed_her_mind_is_told_once_her_offer_is_over(shop, ending):
    quote = shop.quote(from_cart=True)
    shop.checkout.tell_cart_bought(shop.pay(quote, "", provider="bank_transfer").order_reference)
    if ending == "called back":
        shop.checkout.call_back(quote)
    else:
        with suppress(PaymentRefused):
            shop.pay(quote, DECLINED)
    told_at_once = list(shop.host.cancelled)

    shop.clock.go(hours=2)
    shop.sweep.run()
    shop.sweep.run()

    assert (told_at_once, [reason for _, reason in shop.host.cancelled]) == ([], ["lapsed"])
