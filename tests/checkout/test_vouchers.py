"""Paying with a voucher, days later: the order waits, the stock is held, and the buyer finds what to pay with."""

from datetime import timedelta

import pytest

from storefront_plugin.checkout.attempt import reason_text
from storefront_plugin.checkout.ports import AttemptState
from tests.checkout.stocked_shop import StockedShop
from tests.checkout.tea_shop import BERLIN_TYPED, SETTINGS, VISA, mounted, text_of
from tests.checkout.test_paying_at_once import at_once

S = AttemptState
VOUCHER = "pm_sandbox_voucher"
# Three days until the voucher runs out, three more until banks have told of the last one.
WAITS = timedelta(days=6)


@pytest.fixture
def stocked(database_url, now):
    """The two tins that a quote is made of are the last."""
    host = StockedShop({"tin": 2, "pot": 9})
    made = mounted(database_url, now, SETTINGS, host=host)
    host.clock = made.clock
    yield made
    made.database.engine.dispose()


@pytest.fixture
def at_the_till(shop):
    visitor = shop.browser()
    return visitor, visitor.post("/storefront/checkout", **BERLIN_TYPED, email="ada@example.org").location


def wait(shop, **time):
    shop.clock.go(**time)
    shop.sweep.run()


def state_of_order(shop):
    [order] = shop.rows("orders")
    return order["state"]


# The order waits ------------------------------------------------------------------------------------------------------


def test_a_voucher_is_waited_for_long_after_its_offer_has_ended(shop, now):
    attempt = shop.pay(shop.quote(), VOUCHER)

    wait(shop, days=5)

    stands = shop.checkout.attempt(attempt.id)
    assert (stands.state, stands.awaits_money, stands.open_until) == (S.OPEN, True, now + WAITS)
    assert state_of_order(shop) == "unplaced"


def test_the_money_places_the_order_though_nobody_notified_us(shop):
    attempt = shop.pay(shop.quote(), VOUCHER)
    wait(shop, days=2)

    shop.sandbox.finish(attempt.payment_id, is_success=True)
    wait(shop, hours=6)

    assert (shop.checkout.attempt(attempt.id).state, len(shop.host.placed)) == (S.PAID, 1)


def test_a_voucher_that_nobody_paid_is_called_back_after_its_limit_and_the_order_is_over(shop):
    visitor = shop.browser()
    visitor.pay(visitor.quote(), VOUCHER)

    wait(shop, days=6)

    [attempt] = shop.rows("attempts")
    assert (attempt["state"], shop.sandbox.look(attempt["payment_id"]).status) == ("cancelled", "canceled")
    assert (state_of_order(shop), [reason for _, reason in shop.host.cancelled]) == ("cancelled", ["lapsed"])


def test_a_voucher_that_stripe_lets_run_out_is_told_as_that(shop):
    visitor = shop.browser()
    visitor.pay(visitor.quote(), VOUCHER)
    [row] = shop.rows("attempts")
    shop.clock.go(days=4)
    shop.sandbox.finish(row["payment_id"], is_success=False)

    attempt = shop.checkout.settle(row["id"])

    assert (attempt.state, str(reason_text(attempt))) == (S.DECLINED, "The payment did not come in time.")
    assert state_of_order(shop) == "cancelled"


def test_its_stock_is_held_until_the_limit_and_no_longer(stocked, now):
    attempt = stocked.pay(stocked.quote(), VOUCHER)
    [(_, until)] = stocked.host.holds.values()
    assert until >= now + WAITS

    wait(stocked, days=5)
    held = dict(stocked.host.holds)
    wait(stocked, days=1)

    assert list(held) == [attempt.order_reference]
    assert stocked.host.holds == {}


def test_the_cart_is_emptied_when_a_voucher_is_chosen(shop):
    visitor = shop.browser()

    visitor.pay(visitor.quote(), VOUCHER)

    assert len(shop.host.emptied) == 1


def test_its_letter_is_asked_for_once_and_by_no_card_that_is_paid_at_once(shop):
    attempt = shop.pay(shop.quote(), VOUCHER)

    at_once(*[lambda: shop.checkout.settle(attempt.id)] * 16)
    shop.pay(shop.quote(), VISA)

    assert sorted(row["kind"] for row in shop.rows("events")) == ["order_paid", "payment_awaited"]
    assert [row["reaction"] for row in shop.rows("outbox") if "awaited" in row["event_id"]] == ["send_awaited"]


def test_the_merchant_reads_that_the_buyer_has_done_her_part(shop):
    attempt = shop.pay(shop.quote(), VOUCHER)

    page = shop.merchant().get(f"/storefront/dashboard/orders/{attempt.order_reference}")

    assert "The buyer has done her part." in text_of(page)


def test_another_way_to_pay_calls_the_voucher_back(shop):
    quote = shop.quote()
    first = shop.pay(quote, VOUCHER)

    assert shop.pay(quote, VISA).state is S.PAID
    assert shop.checkout.attempt(first.id).state is S.CANCELLED
    assert shop.charges() == [3000]


def test_who_clicks_twice_has_one_voucher(shop):
    quote = shop.quote()

    assert shop.pay(quote, VOUCHER).id == shop.pay(quote, VOUCHER).id
    assert len(shop.rows("sandbox_intents")) == 1


# A front end that confirms by itself ----------------------------------------------------------------------------------


def test_a_voucher_that_the_front_end_chose_is_waited_for_likewise(shop, now):
    visitor = shop.browser()
    made = visitor.pay(visitor.quote(), None).json
    shop.sandbox.confirm(made["client_secret"], VOUCHER)

    told = visitor.read(f"/attempts/{made['id']}").json
    wait(shop, days=5)

    assert (told["state"], told["client_secret"]) == ("open", None)
    assert told["open_until"] == (now + WAITS).isoformat()
    assert "/sandbox/bank/" in told["next_url"]
    assert [row["kind"] for row in shop.rows("events")] == ["payment_awaited"]
    assert [row["state"] for row in shop.rows("attempts")] == ["open"]
    assert len(shop.host.emptied) == 1


def test_the_page_behind_a_voucher_shows_a_voucher_and_asks_for_no_bank(shop):
    visitor = shop.browser()
    told = visitor.pay(visitor.quote(), VOUCHER).json

    text = text_of(visitor.client.get(told["next_url"]))

    assert "The voucher is paid" in text
    assert "bank" not in text


def test_a_voucher_of_a_front_end_that_ran_out_is_over(shop):
    visitor = shop.browser()
    made = visitor.pay(visitor.quote(), None).json
    shop.sandbox.confirm(made["client_secret"], VOUCHER)
    visitor.read(f"/attempts/{made['id']}")
    [row] = shop.rows("attempts")
    shop.clock.go(days=4)
    shop.sandbox.finish(row["payment_id"], is_success=False)

    wait(shop, hours=6)

    assert [row["state"] for row in shop.rows("attempts")] == ["cancelled"]
    assert state_of_order(shop) == "cancelled"


# What the buyer reads -------------------------------------------------------------------------------------------------


def test_after_the_button_the_page_says_until_when_and_where_to_pay(at_the_till, shop):
    visitor, location = at_the_till

    page = visitor.follow(visitor.post(f"{location}/pay", instrument=VOUCHER, consents="terms"))

    [attempt] = shop.rows("attempts")
    assert page.status_code == 200
    assert attempt["order_reference"] in text_of(page)
    assert "27. November 2026" in text_of(page)
    assert f'href="{attempt["next_url"]}"' in page.text


def test_the_page_is_the_same_while_stripe_does_not_answer(at_the_till, shop):
    visitor, location = at_the_till
    waiting = visitor.post(f"{location}/pay", instrument=VOUCHER, consents="terms").location
    shop.provider.deaf.add("ask")

    page = visitor.get(waiting)

    [attempt] = shop.rows("attempts")
    assert (page.status_code, attempt["next_url"] in page.text) == (200, True)


def test_the_last_page_leads_back_to_the_voucher_while_the_offer_stands(at_the_till, shop):
    visitor, location = at_the_till
    waiting = visitor.post(f"{location}/pay", instrument=VOUCHER, consents="terms").location

    page = visitor.get(location)

    # The token bears the second that it was made in.
    assert f'href="{waiting.removeprefix("http://localhost").partition(".")[0]}.' in page.text


def test_the_sandbox_page_pays_the_voucher(at_the_till, shop):
    visitor, location = at_the_till
    visitor.post(f"{location}/pay", instrument=VOUCHER, consents="terms")
    [attempt] = shop.rows("attempts")

    page = visitor.follow(visitor.post(attempt["next_url"], answer="yes"))

    assert attempt["order_reference"] in text_of(page)
    assert state_of_order(shop) == "placed"
