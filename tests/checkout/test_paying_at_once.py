"""Many at once, on either database: one live attempt, one charge, one order, one of everything that follows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.errors import CartBought, PaymentInProgress, PaymentRefused
from tests.checkout.tea_shop import ASKS_BANK, DECLINED, VISA

S = AttemptState


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each call answered or raised, all begun together."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return call()
        except Exception as fault:
            return fault

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def sold_once(shop):
    assert [row["state"] for row in shop.rows("orders")] == ["placed"]
    assert shop.charges() == [3000]
    assert [row["points"] for row in shop.rows("ledger_entries")] == [20]
    assert [row["kind"] for row in shop.rows("events") if row["kind"] != "payment_awaited"] == ["order_paid"]
    assert (len(shop.rows("prompts")), len(shop.host.placed)) == (1, 1)


def test_sixteen_clicks_are_one_attempt_one_charge_one_order(shop):
    quote = shop.quote()

    answers = at_once(*[lambda: shop.pay(quote)] * 16)

    assert {answer.state for answer in answers} <= {S.PAID, S.ASKING}
    [attempt] = shop.rows("attempts")
    assert {answer.id for answer in answers} == {attempt["id"]}
    assert attempt["state"] == S.PAID
    sold_once(shop)


def test_sixteen_clicks_with_a_declined_card_try_it_once(shop):
    quote = shop.quote()

    at_once(*[lambda: shop.pay(quote, DECLINED)] * 16)

    # Only a click that comes after the decline was recorded is a new try.
    assert {row["state"] for row in shop.rows("attempts")} == {S.DECLINED}
    assert len(shop.rows("sandbox_intents")) == len(shop.rows("attempts"))
    assert shop.charges() == []


def test_sixteen_clicks_that_go_to_the_bank_go_to_one_payment(shop):
    quote = shop.quote()

    answers = at_once(*[lambda: shop.pay(quote, ASKS_BANK)] * 16)

    assert len({answer.id for answer in answers}) == 1
    assert len(shop.rows("sandbox_intents")) == 1


def test_sixteen_refused_clicks_leave_nothing_live(shop):
    quote = shop.quote()

    answers = at_once(*[lambda: shop.pay(quote, "pm_nobody_knows")] * 16)

    assert all(isinstance(answer, PaymentRefused) or answer.state is S.CANCELLED for answer in answers)
    assert {row["state"] for row in shop.rows("attempts")} == {S.CANCELLED}


def test_two_cards_at_once_are_charged_once(shop):
    quote = shop.quote()

    at_once(*[lambda: shop.pay(quote, VISA), lambda: shop.pay(quote, ASKS_BANK)] * 4)

    for row in shop.rows("attempts"):
        shop.checkout.settle(row["id"])
    assert shop.pay(quote, VISA).state is S.PAID
    sold_once(shop)


def test_thirty_two_returns_and_notifications_place_the_order_once(shop):
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    shop.sandbox.authorise(attempt.payment_id)

    answers = at_once(*[lambda: shop.checkout.settle(attempt.id).state, lambda: shop.receive(attempt)] * 16)

    assert answers == [S.PAID, True] * 16
    sold_once(shop)
    assert [row["processed_at"] is not None for row in shop.rows("provider_events")] == [True]


def test_a_notification_that_overtakes_the_answer_places_the_order_once(shop):
    quote = shop.quote()
    shop.provider.lost.add("open")
    attempt = shop.pay(quote)
    [intent] = shop.rows("sandbox_intents")
    sent = shop.notification(intent["id"])

    answers = at_once(
        *[lambda: shop.app.test_client().post("/storefront/webhooks/stripe", **sent).status_code] * 5,
        *[lambda: shop.pay(quote)] * 5,
    )

    assert answers[:5] == [200] * 5
    assert shop.checkout.attempt(attempt.id).state is S.PAID
    sold_once(shop)


def test_the_cart_is_emptied_once_however_many_pages_come_back(shop):
    attempt = shop.pay(shop.quote(from_cart=True))

    at_once(*[lambda: shop.checkout.tell_cart_bought(attempt.order_reference)] * 8)

    assert len(shop.host.emptied) == 1


def test_calling_back_while_the_bank_says_yes_ends_in_one_of_the_two(shop):
    quote = shop.quote()
    attempt = shop.pay(quote, ASKS_BANK)

    at_once(
        lambda: shop.checkout.call_back(quote),
        lambda: shop.sandbox.authorise(attempt.payment_id),
        lambda: shop.checkout.settle(attempt.id),
    )

    state, status = shop.checkout.settle(attempt.id).state, shop.sandbox.look(attempt.payment_id).status
    assert (state, status, len(shop.host.placed)) in [(S.PAID, "succeeded", 1), (S.CANCELLED, "canceled", 0)]


def test_quotes_of_one_cart_paid_at_once_collect_once(shop):
    quotes = [shop.quote(from_cart=True) for _ in range(6)]
    shop.clock.go(seconds=1)

    answers = at_once(*[partial(shop.pay, quote) for quote in quotes])

    refused = [answer for answer in answers if isinstance(answer, (CartBought, PaymentInProgress))]
    assert len(refused) == 5
    sold_to = [row["state"] for row in shop.rows("orders") if row["state"] == "placed"]
    assert (sold_to, shop.charges(), len(shop.host.placed)) == (["placed"], [3000], 1)
