"""What a developer makes happen in the sandbox, and what becomes of the order: debits that take days, captures by hand,
front ends that confirm by themselves, and notifications late, twice, out of order, or about somebody else.
"""

import re

import pytest

from storefront_plugin.checkout.notifications import Notifications
from storefront_plugin.checkout.payments.stripe.sandbox import Outgoing, Refused, Sandbox
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.errors import NotFound, NothingToCapture
from tests.checkout.tea_shop import ASKS_BANK, DECLINED, SETTINGS, VISA, mounted, text_of
from tests.checkout.test_paying_at_once import at_once

S = AttemptState
DEBIT = "pm_usBankAccount_processing"


@pytest.fixture
def outgoing(shop):
    def receive(body, headers):
        return shop.parts[Notifications].receive("stripe", body, headers)

    return Outgoing(shop.sandbox, receive, shop.clock)


def placed(shop):
    return len(shop.host.placed)


# A debit that takes days ----------------------------------------------------------------------------------------------


def test_a_debit_is_waited_for_and_then_places_the_order(shop):
    attempt = shop.pay(shop.quote(), DEBIT)
    assert (attempt.state, placed(shop)) == (S.PROCESSING, 0)
    shop.clock.go(days=3)

    shop.sandbox.finish(attempt.payment_id, is_success=True)

    assert (shop.checkout.settle(attempt.id).state, placed(shop)) == (S.PAID, 1)


def test_a_debit_that_fails_leaves_the_quote_to_be_paid_otherwise(shop):
    quote = shop.quote()
    attempt = shop.pay(quote, DEBIT)

    shop.sandbox.finish(attempt.payment_id, is_success=False)

    failed = shop.checkout.settle(attempt.id)
    assert (failed.state, failed.decline) == (S.DECLINED, "insufficient_funds")
    assert (shop.pay(quote, VISA).state, shop.charges()) == (S.PAID, [3000])


def test_a_debit_on_its_way_cannot_be_called_back(shop):
    quote = shop.quote()
    attempt = shop.pay(quote, DEBIT)

    assert shop.pay(quote, VISA).id == attempt.id
    assert shop.provider.cancel(attempt.payment_id).state is S.PROCESSING


# Captured by hand -----------------------------------------------------------------------------------------------------


def test_a_card_is_authorised_and_captured_once(by_hand):
    attempt = by_hand.pay(by_hand.quote())
    assert (attempt.state, by_hand.charges(), placed(by_hand)) == (S.AUTHORISED, [], 0)

    answers = at_once(*[lambda: by_hand.checkout.capture(attempt.order_reference).state] * 8)

    assert answers == [S.PAID] * 8
    assert (by_hand.charges(), placed(by_hand)) == ([3000], 1)


def test_the_bank_may_be_asked_first(by_hand):
    attempt = by_hand.pay(by_hand.quote(), ASKS_BANK)
    by_hand.sandbox.authorise(attempt.payment_id)

    assert by_hand.checkout.settle(attempt.id).state is S.AUTHORISED
    assert by_hand.checkout.capture(attempt.order_reference).state is S.PAID


def test_an_answer_lost_at_capture_is_asked_for_again(by_hand):
    attempt = by_hand.pay(by_hand.quote())
    by_hand.provider.lost.add("capture")
    result = by_hand.app.test_cli_runner().invoke(args=["storefront", "orders", "capture", attempt.order_reference])
    assert result.exit_code == 1
    by_hand.provider.lost.clear()

    again = by_hand.app.test_cli_runner().invoke(args=["storefront", "orders", "capture", attempt.order_reference])

    assert (again.exit_code, again.output) == (0, f"30.00 EUR is captured for order {attempt.order_reference}.\n")
    assert (by_hand.charges(), placed(by_hand)) == ([3000], 1)


def test_what_is_not_authorised_is_not_captured(shop):
    attempt = shop.pay(shop.quote(), ASKS_BANK)

    with pytest.raises(NothingToCapture):
        shop.checkout.capture(attempt.order_reference)


def test_the_page_says_that_the_amount_is_reserved_and_the_cart_is_bought(by_hand):
    visitor = by_hand.browser()
    attempt = visitor.pay(visitor.quote()).json

    page = visitor.get(f"/storefront/checkout/return/{attempt['id']}")

    assert (attempt["state"], page.status_code, len(by_hand.host.emptied)) == ("authorised", 202, 1)
    assert "reserv" in text_of(page)


# The front end confirms -----------------------------------------------------------------------------------------------


def test_a_front_end_may_confirm_with_the_client_secret(shop):
    visitor = shop.browser()
    made = visitor.pay(visitor.quote(), None).json
    assert (made["state"], made["next_url"], shop.charges()) == ("open", None, [])

    shop.sandbox.confirm(made["client_secret"], VISA)

    after = visitor.read(f"/attempts/{made['id']}").json
    assert (after["state"], after["client_secret"], shop.charges()) == ("paid", None, [3000])
    assert after["order"]


def test_a_decline_leaves_it_to_be_confirmed_again_until_it_is_called_back(shop):
    visitor = shop.browser()
    quote = visitor.quote()
    made = visitor.pay(quote, None).json

    shop.sandbox.confirm(made["client_secret"], DECLINED)
    after = visitor.read(f"/attempts/{made['id']}").json
    visitor.pay(quote, VISA)

    assert (after["state"], after["client_secret"]) == ("open", made["client_secret"])
    # Another way to pay called the first one back: its secret confirms nothing any more.
    with pytest.raises(Refused, match="canceled"):
        shop.sandbox.confirm(made["client_secret"], VISA)
    assert shop.charges() == [3000]


def test_an_answer_with_a_client_secret_is_not_kept_for_its_idempotency_key(shop):
    visitor = shop.browser()
    wish = {"quote": visitor.quote(), "instrument": None, "consents": ["terms"]}

    made = visitor.send("/attempts", wish, headers={"Idempotency-Key": "once"})

    assert made.json["client_secret"] not in str(shop.rows("idempotency"))


def test_the_client_secret_is_told_again_and_stands_in_no_attempt(shop):
    visitor = shop.browser()
    quote = visitor.quote()
    made = visitor.pay(quote, None).json

    again = visitor.pay(quote, None).json

    assert (again["id"] != "", again["client_secret"]) == (True, made["client_secret"])
    assert made["client_secret"] not in str(shop.rows("attempts"))
    # With the state comes the secret: for it alone nobody is asked.
    assert shop.provider.asked == ["open", "ask"]


def test_a_client_secret_of_another_payment_confirms_nothing(shop):
    attempt = shop.pay(shop.quote(), "")

    with pytest.raises(NotFound):
        shop.sandbox.confirm(f"{attempt.payment_id}_secret_guessed", VISA)
    with pytest.raises(Refused):
        shop.sandbox.confirm(shop.sandbox.look(attempt.payment_id).client_secret, "pm_nobody_knows")


def test_an_answer_lost_leaves_the_payment_to_be_confirmed_later(shop):
    visitor = shop.browser()
    shop.provider.lost.add("open")

    made = visitor.pay(visitor.quote(), None).json
    shop.provider.lost.clear()
    later = visitor.read(f"/attempts/{made['id']}").json

    assert (made["state"], made["client_secret"]) == ("asking", None)
    assert (later["state"], later["client_secret"][:3]) == ("open", "pi_")


# Notifications --------------------------------------------------------------------------------------------------------


def test_events_wait_until_they_are_sent(shop, outgoing):
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    shop.sandbox.authorise(attempt.payment_id)
    asked, allowed = outgoing.waiting()
    assert (asked.kind, allowed.kind) == ("payment_intent.requires_action", "payment_intent.succeeded")
    shop.clock.go(days=2)

    assert outgoing.send(allowed.id)

    assert outgoing.waiting() == [asked]
    assert (shop.checkout.attempt(attempt.id).state, placed(shop)) == (S.PAID, 1)


def test_events_out_of_order_and_twice_change_nothing_more(shop, outgoing):
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    shop.sandbox.authorise(attempt.payment_id)

    for event in reversed(outgoing.waiting()):
        outgoing.send(event.id, times=2)

    assert [event.sent_count for event in shop.sandbox.events()] == [2, 2]
    assert (shop.checkout.attempt(attempt.id).state, placed(shop), len(shop.rows("events"))) == (S.PAID, 1, 1)


def test_an_event_about_somebody_elses_payment_is_ignored_and_counted(shop, outgoing):
    headers = {"Authorization": "Bearer sk_test_1"}
    form = "amount=500&currency=eur&confirm=true&payment_method=pm_card_visa&return_url=https://x.test"
    shop.sandbox.request("POST", "https://api.stripe.com/v1/payment_intents", headers, form)
    [event] = outgoing.waiting()

    assert not outgoing.send(event.id)

    assert [(row["id"], row["attempt_id"]) for row in shop.rows("provider_events")] == [(event.id, None)]


def test_an_event_that_was_not_taken_waits(shop, outgoing):
    shop.pay(shop.quote(), ASKS_BANK)
    [event] = outgoing.waiting()
    shop.provider.deaf.add("ask")

    with pytest.raises(Exception, match="waiting for the bank"):
        outgoing.send(event.id)

    assert outgoing.waiting() == [event]


# The page -------------------------------------------------------------------------------------------------------------


def press(browser, address, **form):
    return browser.post(f"/storefront/sandbox/{address}", **form)


def test_the_page_lists_payments_and_lets_things_happen(shop):
    attempt = shop.pay(shop.quote(), DEBIT)
    browser = shop.browser()
    assert attempt.payment_id in browser.get("/storefront/sandbox/").text

    page = press(browser, f"payments/{attempt.payment_id}", do="succeed")

    assert (page.status_code, shop.sandbox.look(attempt.payment_id).status) == (200, "succeeded")
    [_, event] = shop.sandbox.events()
    assert "settled" in text_of(press(browser, f"events/{event.id}", do="twice"))
    assert (shop.checkout.attempt(attempt.id).state, placed(shop)) == (S.PAID, 1)


def test_the_page_refunds_and_disputes_as_the_dashboard_would(shop):
    first, second = shop.pay(shop.quote()), shop.pay(shop.quote(owner="guest:eve"))
    browser = shop.browser()

    press(browser, f"payments/{first.payment_id}", do="refund")
    again = press(browser, f"payments/{first.payment_id}", do="refund")
    press(browser, f"payments/{second.payment_id}", do="dispute")

    assert "already been refunded" in again.text
    kinds = [event.kind for event in shop.sandbox.events()]
    assert (kinds.count("refund.created"), kinds.count("charge.dispute.created")) == (1, 1)


def test_the_page_confirms_as_a_front_end(shop):
    attempt = shop.pay(shop.quote(), "")

    press(shop.browser(), f"payments/{attempt.payment_id}", do="confirm", card=VISA)

    assert shop.checkout.settle(attempt.id).state is S.PAID


@pytest.mark.parametrize("address", ["payments/pi_1", "events/evt_1"])
def test_the_page_does_nothing_without_its_forms_token(shop, address):
    browser = shop.browser()

    answer = browser.client.post(f"{browser.root}/storefront/sandbox/{address}", data={"do": "send"})

    assert answer.status_code == 403


@pytest.mark.parametrize("sandbox", [False, True])
def test_there_is_no_such_page_in_production(database_url, now, sandbox):
    checkout = {**SETTINGS["checkout"], "sandbox": sandbox}
    shop = mounted(database_url, now, {**SETTINGS, "checkout": checkout}, TESTING=False, DEBUG=False)
    browser = shop.browser()

    assert (Sandbox in shop.parts) is sandbox
    assert browser.get("/storefront/sandbox/").status_code == 404
    assert press(browser, "payments/pi_1", do="refund").status_code == 404
    assert press(browser, "events/evt_1", do="send").status_code == 404
    shop.database.engine.dispose()


def test_every_button_of_the_page_is_one_that_it_knows(shop):
    for card in (VISA, DEBIT, ""):
        shop.pay(shop.quote(owner=f"guest:{card}"), card)
    browser = shop.browser()
    page = browser.get("/storefront/sandbox/").text

    for address, wish in re.findall(r'action="[^"]*/sandbox/([^"]+)".*?name="do" value="(\w+)"', page, re.DOTALL):
        assert press(browser, address, do=wish, card=VISA).status_code == 200
