"""Money that bought nothing and that the provider does not take back at once: tried again, told of, never twice."""

import json
import re
from dataclasses import replace

import pytest

from storefront_plugin.checkout.book import OrderBook
from storefront_plugin.checkout.payments.stripe.sandbox import Status, records
from storefront_plugin.checkout.ports import RefundState
from storefront_plugin.checkout.tries import MOST_UNASKED
from storefront_plugin.errors import RefundRefused
from storefront_plugin.texts import sf_
from tests.checkout.tea_shop import ASKS_BANK, DECLINED, VISA, text_of
from tests.checkout.test_paying_at_once import at_once
from tests.checkout.test_payments_in_doubt import pay_late

S = RefundState
REFUND_FAILS = "pm_card_refundFail"


@pytest.fixture
def refusing(shop, monkeypatch):
    """The provider refuses every refund until it is undone."""

    def refuse(*_):
        shop.provider.asked.append("refund")
        raise RefundRefused(reason=sf_("it did not say why."))

    monkeypatch.setattr(shop.provider, "refund", refuse)
    return monkeypatch


def second_payment(shop):
    """The attempt that paid an order for the second time, already paid by another."""
    quote = shop.quote()
    first = shop.pay(quote, DECLINED)
    shop.pay(quote, VISA)
    pay_late(shop, first)
    assert shop.checkout.settle(first.id).state == "surplus"
    return first


def given_back(shop):
    return [row["amount"] for row in shop.rows("sandbox_refunds") if row["status"] != "failed"]


def states(shop):
    return [row["state"] for row in shop.rows("refunds")]


def matters(shop):
    return [(matter.cause, matter.id) for matter in shop.parts[OrderBook].attention()]


def deliver(shop, *, times=1):
    for _ in range(times):
        shop.clock.go(hours=6)
        shop.outbox.deliver_batch()


def run(shop, *words):
    return shop.app.test_cli_runner().invoke(args=["storefront", "orders", "give-back", *words])


def test_a_surplus_that_was_refused_is_asked_back_again_and_goes_back_once(shop, refusing):
    attempt = second_payment(shop)
    assert (states(shop), matters(shop)) == ([S.FAILED], [("not_given_back", attempt.id)])

    deliver(shop)
    refusing.undo()
    deliver(shop, times=3)

    assert states(shop) == [S.FAILED, S.FAILED, S.SUCCEEDED]
    assert (given_back(shop), matters(shop), shop.host.refunded) == ([3000], [], [])


def test_a_surplus_whose_refund_was_never_made_is_asked_back_again(shop):
    shop.provider.deaf.add("refund")
    second_payment(shop)
    shop.clock.go(days=2)
    shop.sweep.follow_refunds()
    assert states(shop) == [S.CANCELLED]
    shop.provider.deaf.clear()

    deliver(shop)

    assert (states(shop), given_back(shop), matters(shop)) == ([S.CANCELLED, S.SUCCEEDED], [3000], [])


def test_what_is_refused_for_a_day_is_left_to_a_person(shop, refusing):
    attempt = second_payment(shop)

    deliver(shop, times=MOST_UNASKED + 5)

    assert states(shop) == [S.FAILED] * MOST_UNASKED
    assert matters(shop) == [("not_given_back", attempt.id)]


def test_what_a_person_has_seen_to_is_not_given_back_behind_her_back(shop, refusing):
    attempt = second_payment(shop)
    shop.parts[OrderBook].see_to(attempt.order_reference, attempt.id)
    refusing.undo()

    deliver(shop, times=3)

    assert (states(shop), given_back(shop), matters(shop)) == ([S.FAILED], [], [])


def test_a_surplus_that_comes_back_from_the_bank_waits_for_a_person(shop):
    quote = shop.quote()
    first = shop.pay(quote, ASKS_BANK)
    shop.checkout.call_back(quote)
    with shop.database.write() as db:
        intent = records.load(db, first.payment_id, lock=True)
        records.save(db, replace(intent, status=Status.SUCCEEDED, payment_method=REFUND_FAILS))
    shop.checkout.settle(first.id)
    [row] = shop.rows("refunds")

    shop.sandbox.finish_refund(first.payment_id, row["provider_id"])
    shop.checkout.settle(first.id, payment_id=first.payment_id)

    assert (states(shop), matters(shop)) == ([S.FAILED], [("not_given_back", first.id)])


@pytest.mark.parametrize("is_refused", [True, False])
def test_sixteen_who_give_a_failed_surplus_back_at_once_give_it_back_once(shop, refusing, is_refused):
    attempt = second_payment(shop)
    if not is_refused:
        refusing.undo()

    at_once(
        *[lambda: shop.refunds.give_back(attempt.id)] * 8, *[lambda: shop.refunds.give_back_surplus(attempt.id)] * 8
    )
    refusing.undo()
    deliver(shop, times=2)

    assert given_back(shop) == [3000]
    assert states(shop).count(S.SUCCEEDED) == 1
    assert set(states(shop)) == {S.FAILED, S.SUCCEEDED}


# The merchant's own tries ---------------------------------------------------------------------------------------------


def test_the_command_says_what_would_go_back_and_does_it_once(shop, refusing):
    attempt = second_payment(shop)
    refused = run(shop, attempt.id)
    refusing.undo()

    rehearsed = run(shop, attempt.id, "--dry-run")
    before = given_back(shop)
    done = [run(shop, attempt.id, "--json") for _ in range(2)]

    assert (refused.exit_code, "it did not say why." in refused.output) == (1, True)
    assert (rehearsed.exit_code, rehearsed.output, before) == (0, "30.00 EUR would go back.\n", [])
    told = [json.loads(each.output) for each in done]
    assert [each.exit_code for each in done] == [0, 0]
    assert told[0] == told[1]
    assert (told[0]["state"], told[0]["amount"]) == ("succeeded", {"minor": 3000, "currency": "EUR"})
    assert given_back(shop) == [3000]


def test_the_command_leaves_what_paid_an_order_alone(shop):
    attempt = shop.pay(shop.quote())

    answer = run(shop, attempt.id)

    assert (answer.exit_code, given_back(shop)) == (1, [])
    assert "It is “paid”, not surplus" in answer.output


def test_what_went_back_of_a_second_payment_can_still_go_back_of_the_order(shop):
    attempt = second_payment(shop)
    assert given_back(shop) == [3000]

    text = shop.merchant().get(f"/storefront/dashboard/orders/{attempt.order_reference}").text

    assert re.search(r'name="line-0"[^>]* max="2"', text)
    assert 'name="shipping"' in text


def test_the_merchant_gives_it_back_from_her_list(shop, refusing):
    attempt = second_payment(shop)
    order = f"/storefront/dashboard/orders/{attempt.order_reference}"
    asked = f"{order}/attempts/{attempt.id}/give-back"
    assert f'action="/en-gb{asked}"' in shop.merchant().get(order).text
    refused = shop.merchant().post(asked)
    refusing.undo()

    answers = [shop.merchant().post(asked).status_code for _ in range(2)]

    assert (refused.status_code, "did not make this refund" in text_of(refused)) == (409, True)
    assert (answers, given_back(shop), matters(shop)) == ([303, 303], [3000], [])
