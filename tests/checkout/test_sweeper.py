"""Shoppers who never come back, notifications that never arrive: the sweeper alone brings everything to its end."""

import json
from dataclasses import replace
from functools import partial

import pytest

from storefront_plugin.checkout.book import OrderBook
from storefront_plugin.checkout.payments.stripe.sandbox import Status, records
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.checkout.sweeper import Seen
from storefront_plugin.doctor import examine
from storefront_plugin.outbox.duties import Duties, Round
from storefront_plugin.storage.migrating import VERSION_TABLE, newest
from tests.checkout.tea_shop import ASKS_BANK, VISA
from tests.checkout.test_paying_at_once import at_once, sold_once

S = AttemptState


def swept(shop):
    """What a sweep saw: how each attempt stood before and stands after it."""
    return [(seen.before, seen.after) for seen in shop.sweep.run().attempts]


# Without a single notification ----------------------------------------------------------------------------------------


def test_an_order_is_placed_without_the_shoppers_return_and_without_a_notification(shop):
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    shop.sandbox.authorise(attempt.payment_id)
    assert shop.host.placed == []
    shop.clock.go(minutes=1)

    assert swept(shop) == [(S.ACTION, S.PAID)]

    sold_once(shop)
    shop.clock.go(days=1)
    assert swept(shop) == []
    sold_once(shop)


def test_a_lost_answer_is_found_without_anybody(shop):
    shop.provider.lost.add("open")
    shop.pay(shop.quote())
    shop.provider.lost.clear()
    shop.clock.go(minutes=1)

    assert swept(shop) == [(S.ASKING, S.PAID)]
    assert shop.provider.asked == ["open", "open"]
    sold_once(shop)


def test_an_answer_lost_for_a_day_is_looked_up_and_not_asked_for_again(shop):
    shop.provider.lost.add("open")
    shop.pay(shop.quote())
    shop.provider.lost.clear()
    shop.clock.go(hours=23.1)

    assert swept(shop) == [(S.ASKING, S.PAID)]
    assert shop.provider.asked == ["open", "find"]
    sold_once(shop)


@pytest.mark.parametrize("call", ["open", "ask", "cancel"])
def test_a_shop_killed_at_any_call_finds_its_way_by_itself(shop, call, monkeypatch):
    class Killed(BaseException):
        """As SIGKILL: nothing that comes after the call is done."""

    real = type(shop.provider)._call

    def killed(self, name, *args, **named):
        answer = real(self, name, *args, **named)
        if name == call:
            raise Killed
        return answer

    monkeypatch.setattr(type(shop.provider), "_call", killed)
    quote = shop.quote()
    try:
        attempt = shop.pay(quote, VISA if call == "open" else ASKS_BANK)
        if call == "ask":
            shop.sandbox.authorise(attempt.payment_id)
            shop.checkout.settle(attempt.id)
        shop.checkout.call_back(quote)
    except Killed:
        pass
    monkeypatch.undo()

    shop.clock.go(hours=2)
    shop.sweep.run()

    if call == "cancel":
        assert [row["state"] for row in shop.rows("attempts")] == [S.CANCELLED]
        assert (shop.charges(), shop.host.placed) == ([], [])
    else:
        sold_once(shop)


# Called back ----------------------------------------------------------------------------------------------------------


def test_a_payment_that_waits_for_its_shopper_is_called_back_after_offer_and_grace(shop):
    attempt = shop.pay(shop.quote(), ASKS_BANK)

    shop.clock.go(minutes=59)
    assert swept(shop) == [(S.ACTION, S.ACTION)]
    shop.clock.go(minutes=1)
    assert swept(shop) == [(S.ACTION, S.CANCELLED)]

    assert shop.sandbox.look(attempt.payment_id).status == "canceled"
    shop.clock.go(days=1)
    assert swept(shop) == []


def test_a_shopper_who_is_faster_than_the_calling_back_has_bought_at_the_promised_price(shop, monkeypatch):
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    shop.clock.go(hours=2)
    ask = shop.provider.ask
    # She says yes at her bank between our question and our cancelling.
    monkeypatch.setattr(
        shop.provider, "ask", lambda *about: (ask(*about), shop.sandbox.authorise(attempt.payment_id))[0]
    )

    assert [seen.after for seen in shop.sweep.run().attempts] == [S.PAID]
    sold_once(shop)


def test_a_payment_that_could_not_be_called_back_is_called_back_later(shop):
    shop.pay(shop.quote(), ASKS_BANK)
    shop.clock.go(hours=1)
    shop.provider.deaf.add("cancel")

    assert swept(shop) == [(S.ACTION, None)]
    shop.provider.deaf.clear()
    shop.clock.go(hours=1)

    assert swept(shop) == [(S.ACTION, S.CANCELLED)]


# Reserved, to be captured by hand -------------------------------------------------------------------------------------


def test_what_is_only_reserved_is_told_of_before_it_lapses(shop, caplog):
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    with shop.database.write() as db:
        intent = records.load(db, attempt.payment_id, lock=True)
        records.save(db, replace(intent, status=Status.REQUIRES_CAPTURE))
    shop.checkout.settle(attempt.id)

    def sweep(*words):
        return shop.app.test_cli_runner().invoke(args=["storefront", "checkout", "sweep", *words]).stdout

    shop.clock.go(days=3)
    assert "capture it" not in sweep()
    shop.clock.go(days=1)

    assert (
        f"  {attempt.id} of order {attempt.order_reference} is only reserved: capture it before it lapses." in sweep()
    )
    assert f"attempt {attempt.id} of order {attempt.order_reference} is only authorised: capture it" in caplog.text
    shop.clock.go(days=1)
    assert [each["is_lapsing"] for each in json.loads(sweep("--json"))["attempts"]] == [True]


def test_what_is_only_reserved_waits_for_the_merchant_until_it_is_captured(shop):
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    with shop.database.write() as db:
        intent = records.load(db, attempt.payment_id, lock=True)
        records.save(db, replace(intent, status=Status.REQUIRES_CAPTURE))
    shop.checkout.settle(attempt.id)
    book = shop.parts[OrderBook]
    assert [(matter.cause, matter.id) for matter in book.attention()] == [("uncaptured", attempt.id)]

    shop.checkout.capture(attempt.order_reference)

    assert book.attention() == []
    sold_once(shop)


# Faults ---------------------------------------------------------------------------------------------------------------


def test_a_provider_that_does_not_answer_is_asked_less_and_less(shop):
    shop.pay(shop.quote(), ASKS_BANK)
    shop.provider.asked.clear()
    shop.provider.deaf.add("ask")

    for _ in range(60):
        shop.clock.go(minutes=1)
        shop.sweep.run()

    # After 1, 2, 4, 8, 16, 32 minutes, and at the end of its time.
    assert len(shop.provider.asked) == 7


def test_a_fault_with_one_attempt_does_not_keep_the_others_waiting(shop, monkeypatch, caplog):
    attempts = [shop.pay(shop.quote(owner=f"guest:{name}"), ASKS_BANK) for name in ("ada", "bea", "cea")]
    for attempt in attempts:
        shop.sandbox.authorise(attempt.payment_id)
    ask = shop.provider.ask

    def broken(payment_id):
        if payment_id == attempts[0].payment_id:
            raise RuntimeError("no such luck")
        return ask(payment_id)

    monkeypatch.setattr(shop.provider, "ask", broken)
    shop.clock.go(minutes=1)
    told: list[Seen] = []

    found = shop.sweep.run(told.append)

    by_id = {seen.attempt_id: (seen.after, seen.fault) for seen in found.attempts}
    assert by_id[attempts[0].id] == (None, "RuntimeError: no such luck")
    assert by_id[attempts[1].id] == by_id[attempts[2].id] == (S.PAID, "")
    assert (found.has_failed, tuple(told)) == (True, found.attempts)
    assert "could not be looked after" in caplog.text


# Many at once ---------------------------------------------------------------------------------------------------------


def test_eight_sweepers_at_once_ask_about_each_attempt_once(shop):
    quotes = [shop.quote(owner=f"guest:{number}") for number in range(12)]
    for attempt in [shop.pay(quote, ASKS_BANK) for quote in quotes]:
        shop.sandbox.authorise(attempt.payment_id)
    shop.provider.asked.clear()
    shop.clock.go(minutes=1)

    answers = at_once(*[shop.sweep.run] * 8)

    assert sum(len(answer.attempts) for answer in answers) == 12
    assert shop.provider.asked == ["ask"] * 12
    assert len(shop.host.placed) == 12
    assert shop.charges() == [3000] * 12


def test_sweepers_notifications_and_returns_at_once_place_the_order_once(shop):
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    shop.sandbox.authorise(attempt.payment_id)
    shop.clock.go(minutes=1)

    at_once(
        *[shop.sweep.run] * 8,
        *[partial(shop.checkout.settle, attempt.id)] * 12,
        *[partial(shop.receive, attempt)] * 12,
    )

    sold_once(shop)


def test_the_host_hears_of_an_order_once_though_the_telling_died_halfway(shop):
    class Killed(BaseException):
        pass

    shop.host.order_fault = Killed()
    with pytest.raises(Killed):
        shop.pay(shop.quote())
    shop.host.order_fault = None
    shop.clock.go(hours=1)

    at_once(*[shop.outbox.deliver_batch] * 8)
    shop.sweep.run()

    sold_once(shop)


# The worker -----------------------------------------------------------------------------------------------------------


def test_the_worker_sweeps_every_minute(shop):
    duties = shop.parts[Duties]
    duties.do_due()
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    shop.sandbox.authorise(attempt.payment_id)

    shop.clock.go(minutes=1)

    assert Round("sweep payments") in duties.do_due()
    sold_once(shop)


def test_the_worker_has_these_duties(shop):
    done = {each.name for each in shop.parts[Duties].do_due()}

    assert {"sweep payments", "follow refunds", "compare payments", "forget quotes"} <= done


def test_the_doctor_tells_where_nobody_sweeps(shop):
    def said():
        with shop.app.app_context():
            return [each.what for each in examine(shop.parts, is_production=True) if each.about == "sweeper"]

    # Made without migrations, its tables do not say that they are up to date.
    with shop.database.write() as db:
        db.exec_driver_sql(f"CREATE TABLE {VERSION_TABLE} AS SELECT '{newest()}' AS version_num")
    shop.pay(shop.quote(), ASKS_BANK)
    shop.clock.go(minutes=60)
    assert said() == []
    shop.clock.go(minutes=1)
    assert said() == ["payments that nobody has looked after for over an hour: 1"]
    shop.sweep.run()

    assert said() == []


def test_a_refund_whose_answer_was_lost_is_followed_to_its_end(shop):
    attempt = shop.pay(shop.quote())
    shop.provider.lost.add("refund")
    record = shop.refunds.give_back(attempt.id)
    assert record.state == "asking"
    shop.provider.lost.clear()

    assert shop.sweep.follow_refunds() == []
    shop.clock.go(minutes=6)

    assert shop.sweep.follow_refunds() == [record.id]
    assert shop.refunds.get(record.id).state == "succeeded"
