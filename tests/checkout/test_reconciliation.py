"""The daily comparison: what asking puts right is put right, the rest is reported with what to do."""

import json
import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from storefront_plugin import Money
from storefront_plugin.checkout.attempt import Payments
from storefront_plugin.checkout.comparison import Difference
from storefront_plugin.checkout.payments.stripe import listing
from storefront_plugin.checkout.payments.stripe.sandbox import records
from storefront_plugin.checkout.payments.stripe.sandbox.refund_records import save_refund
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.checkout.tables import attempts, refunds
from storefront_plugin.outbox.duties import Duties, Round
from tests.checkout.tea_shop import ASKS_BANK
from tests.checkout.test_paying_at_once import sold_once

S = AttemptState
D = Difference


def findings(shop, since=None):
    [compared] = shop.reconciliation.run(since)
    return [(each.difference, each.order_reference) for each in compared.findings]


def run(shop, *words):
    return shop.app.test_cli_runner().invoke(args=["storefront", "checkout", *words])


def later(shop):
    # What has just begun is not missed yet.
    shop.clock.go(minutes=10)


def test_books_that_agree_are_said_to(shop):
    attempt = shop.pay(shop.quote())
    shop.pay(shop.quote(owner="guest:bea"), ASKS_BANK)
    shop.refunds.give_back(attempt.id)
    later(shop)

    [compared] = shop.reconciliation.run()

    assert (compared.ours, compared.theirs, compared.findings, compared.is_right) == (2, 2, (), True)


def test_more_payments_than_a_page_are_all_compared(shop):
    shop.pay(shop.quote())
    with shop.database.write() as db:
        [intent] = records.newest(db, shop.clock() - timedelta(days=1))
        for number in range(205):
            records.save(db, replace(intent, id=f"pi_{number}", metadata={}))
        for number in range(3):
            noted = {**intent.metadata, "storefront_attempt": f"att_lost_{number}"}
            records.save(db, replace(intent, id=f"pi_lost_{number}", metadata=noted))
    later(shop)

    [compared] = shop.reconciliation.run()

    # What carries no name of ours is another shop's on the same account.
    assert compared.theirs == 4
    assert sorted(each.payment_id for each in compared.findings) == ["pi_lost_0", "pi_lost_1", "pi_lost_2"]
    assert {each.difference for each in compared.findings} == {D.THEIRS_ALONE}


def test_a_payment_that_nobody_told_us_of_is_put_right(shop):
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    shop.sandbox.authorise(attempt.payment_id)
    later(shop)

    assert findings(shop) == []
    sold_once(shop)


def test_a_payment_that_is_ours_alone_is_told_of(shop):
    attempt = shop.pay(shop.quote())
    with shop.database.write() as db:
        db.execute(update(attempts).where(attempts.c.id == attempt.id).values(payment_id="pi_of_another_account"))
        intent = records.load(db, attempt.payment_id)
        records.save(db, replace(intent, metadata={}))
    later(shop)

    assert findings(shop) == [(D.OURS_ALONE, attempt.order_reference)]


def test_another_amount_there_is_told_of(shop):
    attempt = shop.pay(shop.quote())
    with shop.database.write() as db:
        records.save(db, replace(records.load(db, attempt.payment_id), amount=2500))
    later(shop)

    assert findings(shop) == [(D.AMOUNT, attempt.order_reference)]


def test_a_refund_that_only_they_know_becomes_ours(shop):
    attempt = shop.pay(shop.quote())
    record = shop.refunds.give_back(attempt.id)
    with shop.database.write() as db:
        db.execute(delete(refunds).where(refunds.c.id == record.id))
    later(shop)

    assert findings(shop) == []
    assert [row["amount_minor"] for row in shop.rows("refunds")] == [3000]


def test_a_refund_that_only_we_know_is_told_of(shop):
    attempt = shop.pay(shop.quote())
    shop.refunds.give_back(attempt.id)
    with shop.database.write() as db:
        db.exec_driver_sql("DELETE FROM storefront_sandbox_refunds")
    later(shop)

    assert findings(shop) == [(D.REFUNDS, attempt.order_reference)]


def test_a_dispute_that_no_notification_told_of_is_found_and_followed_to_its_end(shop):
    attempt = shop.pay(shop.quote())
    shop.sandbox.dispute(attempt.payment_id)
    later(shop)

    assert findings(shop) == []
    shop.sandbox.decide_dispute(attempt.payment_id, is_won=True)
    assert findings(shop) == []

    assert [(each.state, each.holds_fulfilment) for each in shop.host.disputed] == [("open", True), ("won", False)]


def test_a_refund_there_of_a_payment_of_three_months_ago_becomes_ours(shop):
    attempt = shop.pay(shop.quote())
    shop.clock.go(days=92)
    shop.sandbox.refund_by_hand(attempt.payment_id, 1000)
    later(shop)

    [compared] = shop.reconciliation.run()

    assert (compared.theirs, compared.findings) == (1, ())
    assert [row["amount_minor"] for row in shop.rows("refunds")] == [1000]
    assert [refund.amount for _, refund in shop.host.refunded] == [Money.of("10.00", "EUR")]


def test_a_dispute_of_an_old_payment_is_found_and_followed_to_its_end_months_later(shop):
    attempt = shop.pay(shop.quote())
    shop.clock.go(days=60)
    shop.sandbox.dispute(attempt.payment_id)
    assert findings(shop) == []
    shop.clock.go(days=75)

    shop.sandbox.decide_dispute(attempt.payment_id, is_won=False)
    assert findings(shop) == []

    assert [each.state for each in shop.host.disputed] == ["open", "lost"]


def test_what_went_back_of_others_payments_on_the_same_account_is_left_alone(shop):
    ours = shop.pay(shop.quote())
    with shop.database.write() as db:
        intent = records.load(db, ours.payment_id)
        records.save(db, replace(intent, id="pi_of_others", metadata={}))
    shop.clock.go(days=92)
    shop.sandbox.refund_by_hand("pi_of_others")

    [compared] = shop.reconciliation.run()

    assert (compared.theirs, compared.is_right, "ask" in shop.provider.asked) == (0, True, False)


def test_what_still_stands_otherwise_there_after_months_is_told_of(shop):
    attempt = shop.pay(shop.quote())
    shop.clock.go(days=92)
    shop.sandbox.refund_by_hand(attempt.payment_id)
    assert findings(shop) == []
    with shop.database.write() as db:
        db.execute(update(attempts).values(amount_minor=2900))

    assert findings(shop) == [(D.AMOUNT, attempt.order_reference)]


def test_a_refund_behind_more_than_a_page_of_others_is_found(shop):
    attempt = shop.pay(shop.quote())
    shop.clock.go(days=92)
    made = shop.sandbox.refund_by_hand(attempt.payment_id)
    with shop.database.write() as db:
        for number in range(205):
            save_refund(db, replace(made, id=f"re_{number}", intent_id=f"pi_{number}"))

    assert findings(shop) == []
    assert [row["amount_minor"] for row in shop.rows("refunds")] == [3000]


def test_no_more_is_gone_through_than_notifications_would_tell_and_that_is_said(shop, monkeypatch, caplog):
    attempts_made = [shop.pay(shop.quote(owner=f"guest:{name}")) for name in ("ada", "bea")]
    shop.clock.go(days=92)
    for attempt in attempts_made:
        shop.sandbox.refund_by_hand(attempt.payment_id)
    monkeypatch.setattr(listing, "MOST_AFTERMATH", 1)

    [compared] = shop.reconciliation.run()

    assert compared.theirs == 1
    assert "only the newest 1 are" in caplog.text


def test_what_began_before_the_day_asked_for_is_not_compared(shop):
    shop.pay(shop.quote())
    shop.clock.go(days=3)

    [compared] = shop.reconciliation.run(shop.clock() - timedelta(days=1))

    assert (compared.ours, compared.theirs) == (0, 0)


@pytest.mark.parametrize("call", ["begun_since", "aftermath_since"])
def test_a_provider_that_does_not_answer_is_a_fault_and_no_difference(shop, call):
    shop.provider.deaf.add(call)

    [compared] = shop.reconciliation.run()

    assert (compared.fault, compared.is_right) == ("the provider does not answer", False)


def test_attempts_of_a_provider_that_is_not_set_up_any_more_are_a_fault(shop):
    shop.pay(shop.quote())
    shop.pay(shop.quote(owner="guest:bea"))
    del shop.parts[Payments].providers["stripe"]

    [compared] = shop.reconciliation.run()

    assert (compared.provider, compared.ours, compared.theirs, compared.is_right) == ("stripe", 2, None, False)
    assert compared.fault == "the provider is not set up here"
    assert shop.reconciliation.run(shop.clock() + timedelta(seconds=1)) == []


def test_the_worker_compares_every_day_and_logs_what_to_do(shop, caplog):
    attempt = shop.pay(shop.quote())
    with shop.database.write() as db:
        records.save(db, replace(records.load(db, attempt.payment_id), amount=2500))
    later(shop)

    with caplog.at_level(logging.ERROR):
        assert Round("compare payments") in shop.parts[Duties].do_due()

    assert f"amount: payment {attempt.payment_id}, order {attempt.order_reference}. It was not collected" in caplog.text


# The commands ---------------------------------------------------------------------------------------------------------


def test_compare_ends_with_one_and_says_what_to_do_for_each(shop):
    attempt = shop.pay(shop.quote())
    later(shop)
    right = run(shop, "compare")
    with shop.database.write() as db:
        records.save(db, replace(records.load(db, attempt.payment_id), amount=2500))

    wrong = run(shop, "compare", "--since", "2026-11-20")

    assert (right.exit_code, right.output) == (0, "stripe: 1 of ours, 1 of theirs, 0 differ.\n")
    assert wrong.exit_code == 1
    assert wrong.output.splitlines() == [
        "stripe: 1 of ours, 1 of theirs, 1 differ.",
        f"  amount: payment {attempt.payment_id}, attempt {attempt.id}, order {attempt.order_reference}",
        "    ours: paid, 30.00 EUR; theirs: paid, 25.00 EUR",
        "    It was not collected as it was asked for: look at it there, and refund it there.",
    ]


def test_compare_ends_with_one_where_a_provider_is_not_set_up(shop):
    shop.pay(shop.quote())
    del shop.parts[Payments].providers["stripe"]

    answer = run(shop, "compare")

    assert (answer.exit_code, answer.output) == (
        1,
        "stripe: 1 of ours not compared, since the provider is not set up here.\n",
    )


def test_compare_in_json(shop):
    attempt = shop.pay(shop.quote())
    with shop.database.write() as db:
        records.save(db, replace(records.load(db, attempt.payment_id), amount=2500))
    later(shop)

    [told] = json.loads(run(shop, "compare", "--json").output)

    assert (told["provider"], told["ours"], told["theirs"]) == ("stripe", 1, 1)
    assert [(each["difference"], each["ours"], each["theirs"]) for each in told["findings"]] == [
        ("amount", "paid, 30.00 EUR", "paid, 25.00 EUR")
    ]


def test_sweep_says_what_it_did(shop):
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    shop.sandbox.authorise(attempt.payment_id)
    shop.clock.go(minutes=1)

    rehearsed = run(shop, "sweep", "--dry-run")
    done = run(shop, "sweep", "--progress")

    assert rehearsed.stdout.splitlines()[0] == "Would look at 1 attempts."
    assert f"{attempt.id} of order {attempt.order_reference}: action since 2026-11-21 12:00 UTC" in rehearsed.stdout
    assert done.stdout == "Looked at 1 attempts: 1 moved on, 0 could not be looked after.\n"
    assert done.stderr == f"{attempt.id} of order {attempt.order_reference}: action → paid\n"
    sold_once(shop)


@pytest.mark.parametrize("is_rehearsal", [False, True])
def test_sweep_in_json(shop, is_rehearsal):
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    shop.clock.go(minutes=1)

    told = json.loads(run(shop, "sweep", "--json", *(["--dry-run"] if is_rehearsal else [])).stdout)

    if is_rehearsal:
        assert [(each["attempt_id"], each["state"]) for each in told] == [(attempt.id, "action")]
    else:
        assert [(each["attempt_id"], each["after"]) for each in told["attempts"]] == [(attempt.id, "action")]


def test_sweep_ends_with_one_where_one_could_not_be_asked_about(shop):
    shop.pay(shop.quote(), ASKS_BANK)
    shop.clock.go(minutes=1)
    shop.provider.deaf.add("ask")

    answer = run(shop, "sweep")

    assert answer.exit_code == 1
    assert "action → the provider does not answer" in answer.stdout


def test_a_fault_with_one_payment_does_not_keep_the_others_from_being_put_right(shop, monkeypatch):
    first, second = [shop.pay(shop.quote(owner=f"guest:{name}"), ASKS_BANK) for name in ("ada", "bea")]
    for attempt in (first, second):
        shop.sandbox.authorise(attempt.payment_id)
    ask = shop.provider.ask

    def broken(payment_id):
        if payment_id == first.payment_id:
            raise RuntimeError("no such luck")
        return ask(payment_id)

    monkeypatch.setattr(shop.provider, "ask", broken)
    later(shop)

    assert findings(shop) == [(D.STATE, first.order_reference)]
    assert shop.checkout.attempt(second.id).state is S.PAID
