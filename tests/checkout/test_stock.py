"""The host's stock: the last one goes to one buyer, who is the only one to pay for it."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial

import pytest

from storefront_plugin import CartLine
from storefront_plugin.checkout import hold_records
from storefront_plugin.checkout.by_hand import ByHand
from storefront_plugin.checkout.holds import Holds
from storefront_plugin.checkout.payments.stripe.sandbox import Status, records
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.errors import NothingToCapture, OrderNotKept, PaymentInProgress, PaymentRefused, SoldOut
from tests.checkout.stocked_shop import StockedShop
from tests.checkout.tea_shop import AMERICAN, ASKS_BANK, DECLINED, SETTINGS, VISA, Shop, mounted, text_of
from tests.checkout.test_paying_at_once import at_once

S = AttemptState
LAST_TWO = {"tin": 2}
TO_AMERICA = {"country": "US", "name": "Ada", "line1": "1 Way", "city": "Troy", "region": "NY", "postcode": "12180"}


@pytest.fixture
def stocked(database_url: str, now: datetime) -> Iterator[Callable[[dict[str, int]], Shop]]:
    made = []

    def stock(shelf: dict[str, int]) -> Shop:
        host = StockedShop(shelf)
        made.append(mounted(database_url, now, host=host))
        host.clock = made[0].clock
        return made[0]

    yield stock
    for shop in made:
        shop.database.engine.dispose()


@pytest.fixture
def shop(stocked) -> Shop:
    """A quote of two tins is made of a shelf of two."""
    return stocked(LAST_TWO)


@pytest.fixture
def by_transfer(database_url: str, now: datetime) -> Iterator[Shop]:
    """Two tins, to be paid for by bank transfer within fourteen days."""
    account = {"holder": "Tea Ltd", "iban": "DE89370400440532013000"}
    host = StockedShop(LAST_TWO)
    made = mounted(
        database_url, now, {**SETTINGS, "checkout": {**SETTINGS["checkout"], "bank_transfer": account}}, host=host
    )
    host.clock = made.clock
    yield made
    made.database.engine.dispose()


def given_back(shop):
    return [row["amount"] for row in shop.rows("sandbox_refunds")]


def pay_late(shop, attempt):
    """The bank collects by itself, though the payment was over."""
    with shop.database.write() as db:
        intent = records.load(db, attempt.payment_id, lock=True)
        records.save(db, replace(intent, status=Status.SUCCEEDED, failure=None))


# Before paying --------------------------------------------------------------------------------------------------------


def test_what_is_paid_is_sold_and_no_longer_held(shop):
    assert shop.pay(shop.quote()).state is S.PAID

    assert (shop.host.shelf["tin"], shop.host.holds, shop.rows("holds")) == (0, {}, [])
    assert shop.host.asked == ["reserve"]


def test_while_somebody_pays_for_the_last_one_the_other_is_told_before_paying(shop):
    first = shop.pay(shop.quote(owner="guest:ada"), ASKS_BANK)

    with pytest.raises(SoldOut):
        shop.pay(shop.quote(owner="guest:bea"))

    assert [row["status"] for row in shop.rows("sandbox_intents")] == ["requires_action"]
    shop.sandbox.authorise(first.payment_id)
    assert shop.checkout.settle(first.id).state is S.PAID
    assert (shop.host.shelf["tin"], shop.rows("holds")) == (0, [])


def test_the_provider_is_not_asked_before_the_stock_is_held(shop):
    shop.host.shelf["tin"] = 1

    with pytest.raises(SoldOut):
        shop.pay(shop.quote())

    assert shop.provider.asked == []
    assert [row["state"] for row in shop.rows("attempts")] == [S.CANCELLED]


def test_two_lines_of_one_stock_are_asked_for_together(shop):
    quote = shop.quote(CartLine("tea", 1), CartLine("sampler", 2))

    with pytest.raises(SoldOut):
        shop.pay(quote)


def test_the_shoppers_own_hold_does_not_stand_in_her_way(shop):
    quote = shop.quote()
    shop.pay(quote, ASKS_BANK)

    assert shop.pay(quote, VISA).state is S.PAID
    assert shop.host.shelf["tin"] == 0


def test_a_hold_that_could_not_be_released_does_not_stand_in_her_way(shop):
    quote = shop.quote()
    shop.host.faults["release"] = RuntimeError("the shelf is stuck")
    shop.pay(quote, DECLINED)
    assert shop.host.held["tin"] == 2

    assert shop.pay(quote, VISA).state is S.PAID
    assert (shop.host.shelf["tin"], shop.host.holds) == (0, {})


@pytest.mark.parametrize("card", [DECLINED, "pm_nobody_knows"])
def test_what_is_not_paid_is_released(shop, card):
    with suppress(PaymentRefused):
        shop.pay(shop.quote(owner="guest:ada"), card)

    assert (shop.host.holds, shop.rows("holds")) == ({}, [])
    assert shop.pay(shop.quote(owner="guest:bea")).state is S.PAID


def test_a_host_that_cannot_say_whether_it_holds_leaves_nothing_that_may_be_charged_later(shop):
    shop.host.faults["reserve"] = RuntimeError("the shelf is stuck")

    with pytest.raises(RuntimeError):
        shop.pay(shop.quote())
    shop.host.faults.clear()
    shop.clock.go(hours=1)
    shop.sweep.run()

    assert ([row["state"] for row in shop.rows("attempts")], shop.provider.asked) == ([S.CANCELLED], [])
    assert (shop.host.holds, shop.rows("holds")) == ({}, [])


def test_money_for_what_the_host_cannot_say_is_held_waits_until_it_can(shop):
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    shop.clock.go(days=2)
    shop.sandbox.authorise(attempt.payment_id)
    shop.host.faults["reserve"] = RuntimeError("the shelf is stuck")

    with pytest.raises(PaymentInProgress):
        shop.checkout.settle(attempt.id)
    told = shop.checkout.attempt(attempt.id).state
    shop.host.faults.clear()

    assert (told, shop.checkout.settle(attempt.id).state) == (S.ACTION, S.PAID)


def test_eight_buyers_at_once_share_what_there_is(stocked):
    shop = stocked({"tin": 6})
    quotes = [shop.quote(owner=f"guest:{number}") for number in range(8)]

    answers = at_once(*[partial(shop.pay, quote) for quote in quotes])

    assert len([answer for answer in answers if isinstance(answer, SoldOut)]) == 5
    assert (shop.charges(), shop.host.shelf["tin"], len(shop.host.placed)) == ([3000] * 3, 0, 3)
    assert (shop.host.holds, shop.rows("holds")) == ({}, [])


def test_sixteen_clicks_hold_once(shop):
    quote = shop.quote()

    answers = at_once(*[lambda: shop.pay(quote)] * 16)

    assert {answer.state for answer in answers} <= {S.PAID, S.ASKING}
    assert (shop.charges(), shop.host.shelf["tin"], shop.host.holds) == ([3000], 0, {})


def test_declines_and_retries_at_once_leave_no_hold_and_no_shortage(shop):
    quote = shop.quote()

    at_once(*[lambda: shop.pay(quote, DECLINED)] * 6, *[lambda: shop.pay(quote, "pm_nobody_knows")] * 6)
    shop.clock.go(minutes=5)
    shop.sweep.run()

    assert (shop.host.holds, shop.rows("holds"), shop.charges()) == ({}, [], [])
    assert shop.pay(quote).state is S.PAID


# Released by the sweeper ----------------------------------------------------------------------------------------------


def test_who_never_comes_back_has_her_stock_released_when_her_time_is_over(shop):
    shop.pay(shop.quote(), ASKS_BANK)
    assert shop.host.held["tin"] == 2

    shop.clock.go(hours=1)
    shop.sweep.run()

    assert (shop.host.holds, shop.rows("holds")) == ({}, [])


def test_a_release_lost_to_a_fault_is_repeated_until_it_is_done(shop):
    shop.host.faults["release"] = RuntimeError("the shelf is stuck")
    attempt = shop.pay(shop.quote(), DECLINED)
    shop.sweep.run()
    assert shop.host.held["tin"] == 2
    shop.host.faults.clear()

    assert shop.sweep.run().released == (attempt.order_reference,)
    assert (shop.host.holds, shop.rows("holds"), shop.sweep.run().released) == ({}, [], ())


@pytest.mark.parametrize("call", ["reserve", "release"])
def test_a_shop_killed_at_its_shelf_finds_its_way_by_itself(shop, call):
    class Killed(BaseException):
        pass

    shop.host.faults[call] = Killed()
    with pytest.raises(Killed):
        shop.pay(shop.quote(), VISA if call == "reserve" else DECLINED)
    shop.host.faults.clear()

    shop.clock.go(minutes=2)
    shop.sweep.run()

    assert (shop.host.holds, shop.rows("holds")) == ({}, [])
    assert (shop.charges(), shop.host.shelf["tin"]) == (([3000], 0) if call == "reserve" else ([], 2))


def test_while_it_is_being_released_nobody_begins_to_pay(shop):
    quote = shop.quote()
    answers = []

    def release(reference):
        try:
            answers.append(shop.pay(quote))
        except PaymentInProgress as fault:
            answers.append(fault)

    shop.host.release = release
    shop.pay(quote, DECLINED)

    assert [type(answer) for answer in answers] == [PaymentInProgress]


# After paying ---------------------------------------------------------------------------------------------------------


def test_late_money_buys_what_is_still_there(shop):
    attempt = shop.pay(shop.quote(), DECLINED)
    pay_late(shop, attempt)

    assert shop.checkout.settle(attempt.id).state is S.PAID
    assert (shop.host.shelf["tin"], shop.host.holds, len(shop.host.placed)) == (0, {}, 1)


def test_late_money_for_what_is_gone_goes_back_and_everybody_is_told_once(shop):
    quote = shop.quote(owner="guest:ada")
    attempt = shop.pay(quote, DECLINED)
    shop.pay(shop.quote(owner="guest:bea"))
    pay_late(shop, attempt)

    at_once(*[lambda: shop.checkout.settle(attempt.id)] * 8)

    assert shop.checkout.attempt(attempt.id).state is S.SURPLUS
    assert (given_back(shop), len(shop.host.placed), shop.host.refunded) == ([3000], 1, [])
    assert shop.host.cancelled == [(attempt.order_reference, "sold_out")]
    assert sorted(row["kind"] for row in shop.rows("events")) == ["order_cancelled", "order_paid", "surplus_received"]
    assert (shop.host.shelf["tin"], shop.host.holds, shop.rows("holds")) == (0, {}, [])
    with pytest.raises(OrderNotKept):
        shop.pay(quote)


def test_an_authorised_payment_for_what_is_gone_that_could_not_be_cancelled_buys_nothing(shop, monkeypatch):
    attempt = shop.pay(shop.quote(owner="guest:ada"), ASKS_BANK)
    shop.clock.go(days=2)
    shop.pay(shop.quote(owner="guest:bea"))
    with shop.database.write() as db:
        intent = records.load(db, attempt.payment_id, lock=True)
        records.save(db, replace(intent, status=Status.REQUIRES_CAPTURE))
    # The provider will not, and says how it stands.
    monkeypatch.setattr(shop.provider, "cancel", shop.provider.ask)
    assert shop.checkout.settle(attempt.id).state is S.AUTHORISED
    monkeypatch.undo()

    with pytest.raises(NothingToCapture):
        shop.checkout.capture(attempt.order_reference)

    assert (given_back(shop), shop.host.cancelled) == ([3000], [(attempt.order_reference, "sold_out")])
    assert (shop.host.shelf["tin"], len(shop.host.placed)) == (0, 1)


def between_holding_and_selling(monkeypatch, done):
    """Let something be done once after late money was found to be good for what is held, before it is booked."""
    hold = Holds.hold

    def held(self, order, until):
        is_held = hold(self, order, until)
        monkeypatch.undo()
        done()
        return is_held

    monkeypatch.setattr(Holds, "hold", held)


@pytest.mark.parametrize("is_bought_by_another", [False, True])
def test_late_money_does_not_buy_what_the_sweeper_releases_under_it(shop, monkeypatch, is_bought_by_another):
    attempt = shop.pay(shop.quote(owner="guest:ada"), DECLINED)
    pay_late(shop, attempt)

    def release():
        assert shop.sweep.run().released == (attempt.order_reference,)
        if is_bought_by_another:
            shop.pay(shop.quote(owner="guest:bea"))

    between_holding_and_selling(monkeypatch, release)

    assert shop.checkout.settle(attempt.id).state is (S.SURPLUS if is_bought_by_another else S.PAID)
    assert (shop.host.shelf["tin"], shop.host.holds, shop.rows("holds")) == (0, {}, [])
    # One release, and one reserving before and after it each.
    assert shop.host.asked.count("reserve") == (4 if is_bought_by_another else 3)
    assert given_back(shop) == ([3000] if is_bought_by_another else [])


def test_late_money_waits_while_what_it_would_buy_is_just_being_released(shop, monkeypatch):
    attempt = shop.pay(shop.quote(), DECLINED)
    pay_late(shop, attempt)

    def begin_release():
        with shop.database.write() as db:
            assert hold_records.begin_release(db, attempt.order_reference, shop.clock(), shop.clock())

    between_holding_and_selling(monkeypatch, begin_release)
    with pytest.raises(PaymentInProgress):
        shop.checkout.settle(attempt.id)
    assert (shop.host.placed, shop.host.asked.count("reserve")) == ([], 2)

    # Who released has died meanwhile.
    shop.clock.go(minutes=1)

    assert shop.checkout.settle(attempt.id).state is S.PAID
    assert (shop.host.shelf["tin"], shop.host.holds, shop.rows("holds")) == (0, {}, [])


def test_who_pays_days_later_for_what_is_gone_gets_her_money_back(shop):
    attempt = shop.pay(shop.quote(owner="guest:ada"), ASKS_BANK)
    # Nobody swept, and the hold ended by itself.
    shop.clock.go(days=2)
    shop.pay(shop.quote(owner="guest:bea"))
    shop.sandbox.authorise(attempt.payment_id)

    assert shop.checkout.settle(attempt.id).state is S.SURPLUS
    assert (given_back(shop), shop.host.cancelled) == ([3000], [(attempt.order_reference, "sold_out")])


def test_an_authorised_payment_for_what_is_gone_is_cancelled(shop):
    attempt = shop.pay(shop.quote(owner="guest:ada"), ASKS_BANK)
    shop.clock.go(days=2)
    shop.pay(shop.quote(owner="guest:bea"))
    with shop.database.write() as db:
        intent = records.load(db, attempt.payment_id, lock=True)
        records.save(db, replace(intent, status=Status.REQUIRES_CAPTURE))

    assert shop.checkout.settle(attempt.id).state is S.CANCELLED
    assert shop.sandbox.look(attempt.payment_id).status == "canceled"
    assert (shop.host.cancelled, given_back(shop)) == ([(attempt.order_reference, "sold_out")], [])


def test_what_takes_days_at_the_bank_is_held_for_days(shop):
    attempt = shop.pay(shop.quote(owner="guest:ada"), ASKS_BANK)
    with shop.database.write() as db:
        intent = records.load(db, attempt.payment_id, lock=True)
        records.save(db, replace(intent, status=Status.PROCESSING))

    for _ in range(20):
        shop.clock.go(hours=6)
        shop.sweep.run()

    assert shop.checkout.attempt(attempt.id).state is S.PROCESSING
    assert shop.host.held["tin"] == 2


def test_what_is_paid_for_by_transfer_is_held_until_its_own_limit(by_transfer):
    shop = by_transfer
    attempt = shop.pay(shop.quote(), "", provider="bank_transfer")

    for _ in range(13):
        shop.clock.go(days=1)
        shop.sweep.run()
    assert (shop.checkout.attempt(attempt.id).state, shop.host.held["tin"]) == (S.OPEN, 2)
    shop.clock.go(days=1)
    shop.sweep.run()

    assert shop.checkout.attempt(attempt.id).state is S.CANCELLED
    assert (shop.host.holds, shop.rows("holds")) == ({}, [])


def test_a_transfer_that_comes_in_time_buys_what_was_held(by_transfer):
    shop = by_transfer
    attempt = shop.pay(shop.quote(), "", provider="bank_transfer")
    shop.clock.go(days=10)

    _, paid = shop.parts[ByHand].paid(attempt.order_reference)

    assert (paid.state, shop.host.shelf["tin"], shop.host.holds) == (S.PAID, 0, {})


# Told to the shopper --------------------------------------------------------------------------------------------------


def test_the_page_says_that_it_is_sold_out_and_that_nothing_was_charged(shop):
    ada, bea = shop.browser(edition=AMERICAN), shop.browser()
    quote = ada.quote(address=TO_AMERICA)
    shop.pay(shop.quote(owner="guest:cea"), ASKS_BANK)

    answer = bea.pay(bea.quote())
    page = ada.post(f"/storefront/checkout/{quote}/pay", instrument=VISA, consents="terms")

    assert (answer.status_code, answer.json["code"]) == (409, "sold_out")
    assert page.status_code == 409
    assert "Something in your cart has just been sold out. Nothing was charged." in text_of(page)
    assert shop.charges() == []


def test_the_page_says_that_the_money_goes_back(shop):
    ada = shop.browser(edition=AMERICAN)
    attempt_id = ada.pay(ada.quote(address=TO_AMERICA), ASKS_BANK).json["id"]
    shop.clock.go(days=2)
    shop.pay(shop.quote(owner="guest:bea"))
    [intent] = [row for row in shop.rows("sandbox_intents") if row["status"] == "requires_action"]
    shop.sandbox.authorise(intent["id"])

    answer = ada.read(f"/attempts/{attempt_id}").json
    page = ada.get(f"/storefront/checkout/return/{attempt_id}")

    said = "This payment came too late for its order. All of it goes back to you, and nothing more is charged."
    assert (answer["state"], answer["reason"], answer["order"]) == ("surplus", said, None)
    assert said in text_of(page)
