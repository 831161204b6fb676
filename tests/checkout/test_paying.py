"""Paying a quote, from the service's side: what is placed, published, told, and what a failure leaves behind."""

import json

import pytest

from storefront_plugin import CartLine, Money, Product
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.errors import (
    AlreadyPaid,
    CartBought,
    ConsentMissing,
    OrderUnknown,
    ProductGone,
    ProviderUnreachable,
    QuoteExpired,
    QuoteOutdated,
)
from tests.checkout.tea_shop import AMERICAN, ASKS_BANK, DECLINED, GERMAN, JAPANESE, NO_FUNDS, VISA

S = AttemptState


def states(shop):
    return sorted(row["state"] for row in shop.rows("attempts"))


# Paid -----------------------------------------------------------------------------------------------------------------


def test_a_paid_quote_becomes_one_placed_order_in_the_shoppers_currency(shop, now):
    attempt = shop.pay(shop.quote(CartLine("tea", 2), CartLine("pot", 1)))

    assert (attempt.state, str(attempt.amount)) == (S.PAID, "61.25 EUR")
    order, owner = shop.checkout.order(attempt.order_reference)
    assert owner == "guest:ada"
    assert [(line.sku, line.quantity, str(line.unit), str(line.base_unit)) for line in order.lines] == [
        ("tea", 2, "12.50 EUR", "10.00 GBP"),
        ("pot", 1, "31.25 EUR", "25.00 GBP"),
    ]
    assert (str(order.total), str(order.shipping), order.locale) == ("61.25 EUR", "5.00 EUR", "de-DE")
    assert (order.customer_id, order.email, order.placed_at) == ("ada", "ada@example.org", now)
    assert shop.charges() == [6125]


def test_a_paid_order_is_published_once_with_its_snapshot(shop, now):
    attempt = shop.pay(shop.quote(edition=JAPANESE))

    [event] = shop.rows("events")
    assert (event["id"], event["occurred_at"]) == (f"order_paid:{attempt.order_reference}", now)
    snapshot = json.loads(event["snapshot"])["order"]
    assert snapshot["total"] == {"minor": 4800, "currency": "JPY"}
    assert (snapshot["locale"], snapshot["market"]) == ("ja-JP", "jp")


def test_a_paid_order_earns_points_and_a_question_and_the_host_hears_of_it(shop):
    attempt = shop.pay(shop.quote())

    [accrual] = shop.rows("ledger_entries")
    # Twenty pounds of tea; the delivery earns nothing.
    assert (accrual["customer_id"], accrual["points"], accrual["source_id"]) == ("ada", 20, attempt.order_reference)
    [prompt] = shop.rows("prompts")
    assert (prompt["subject"], prompt["owner"]) == (attempt.order_reference, "customer:ada")
    assert [(order.reference, str(order.total)) for order in shop.host.placed] == [
        (attempt.order_reference, "30.00 EUR")
    ]
    assert all(row["done_at"] for row in shop.rows("outbox"))


def test_a_guest_buys_without_points(shop):
    shop.pay(shop.quote(), customer_id=None)

    assert shop.rows("ledger_entries") == []
    assert [order.customer_id for order in shop.host.placed] == [None]


def test_the_consents_are_kept_with_the_order(shop):
    quote = shop.quote()

    shop.checkout.pay(
        quote, customer_id=None, consents=["terms", "made up"], instrument=VISA, return_url=lambda _: "https://tea.test"
    )

    assert [json.loads(row["consents"]) for row in shop.rows("orders")] == [["terms"]]


def test_a_quote_paid_again_answers_with_the_same_payment(shop):
    quote = shop.quote()
    first = shop.pay(quote)

    assert shop.pay(quote) == first
    assert shop.pay(quote, DECLINED) == first
    assert (len(shop.host.placed), shop.charges()) == (1, [3000])


def test_an_order_is_shown_only_once_it_is_paid(shop):
    attempt = shop.pay(shop.quote(), ASKS_BANK)

    with pytest.raises(OrderUnknown):
        shop.checkout.order(attempt.order_reference)


# Declined, and the bank's question ------------------------------------------------------------------------------------


def test_after_a_decline_another_card_pays_the_same_order(shop):
    quote = shop.quote()

    first = shop.pay(quote, NO_FUNDS)
    second = shop.pay(quote, VISA)

    assert (first.state, first.decline, second.state) == (S.DECLINED, "insufficient_funds", S.PAID)
    assert first.order_reference == second.order_reference
    assert (len(shop.rows("orders")), len(shop.host.placed), shop.charges()) == (1, 1, [3000])
    assert shop.checkout.latest_attempt(quote) == second


def test_who_signs_in_after_a_decline_gets_her_points(shop):
    quote = shop.quote()
    shop.pay(quote, DECLINED, customer_id=None)

    shop.pay(quote, VISA, customer_id="ada")

    assert [(row["customer_id"], row["points"]) for row in shop.rows("ledger_entries")] == [("ada", 20)]


def test_yes_at_the_bank_pays(shop):
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    assert attempt.state is S.ACTION
    assert attempt.next_url == f"/storefront/sandbox/bank/{attempt.payment_id}"

    shop.sandbox.authorise(attempt.payment_id)
    settled = shop.checkout.settle(attempt.id)

    assert (settled.state, settled.next_url, len(shop.host.placed)) == (S.PAID, None, 1)


def test_no_at_the_bank_is_a_decline(shop):
    attempt = shop.pay(shop.quote(), ASKS_BANK)

    shop.sandbox.refuse(attempt.payment_id)
    settled = shop.checkout.settle(attempt.id)

    assert (settled.state, settled.decline) == (S.DECLINED, "payment_intent_authentication_failure")
    assert shop.host.placed == []


def test_who_never_comes_back_from_the_bank_finds_her_payment_waiting(shop):
    quote = shop.quote()
    attempt = shop.pay(quote, ASKS_BANK)
    shop.clock.go(hours=2)

    assert shop.checkout.settle(attempt.id).state is S.ACTION
    # The offer is over, but this payment was begun in time.
    assert shop.pay(quote, ASKS_BANK) == attempt
    shop.sandbox.authorise(attempt.payment_id)
    assert shop.checkout.settle(attempt.id).state is S.PAID


def test_another_card_takes_the_place_of_a_payment_that_waits_for_the_bank(shop):
    quote = shop.quote()
    first = shop.pay(quote, ASKS_BANK)

    second = shop.pay(quote, VISA)

    assert (second.state, shop.checkout.attempt(first.id).state) == (S.PAID, S.CANCELLED)
    assert shop.sandbox.look(first.payment_id).status == "canceled"
    assert shop.charges() == [3000]


def test_another_card_does_not_pay_what_the_bank_has_paid_meanwhile(shop):
    quote = shop.quote()
    first = shop.pay(quote, ASKS_BANK)
    shop.sandbox.authorise(first.payment_id)

    again = shop.pay(quote, VISA)

    assert (again.id, again.state, shop.charges()) == (first.id, S.PAID, [3000])


def test_nothing_new_begins_while_it_is_unknown_whether_the_first_was_called_back(shop):
    quote = shop.quote()
    first = shop.pay(quote, ASKS_BANK)
    shop.provider.lost.add("cancel")

    with pytest.raises(ProviderUnreachable):
        shop.pay(quote, VISA)

    assert (states(shop), shop.charges()) == ([S.ACTION], [])
    shop.provider.lost.clear()
    assert shop.pay(quote, VISA).state is S.PAID
    assert shop.checkout.attempt(first.id).state is S.CANCELLED


def test_after_no_at_the_bank_the_same_card_is_a_new_try(shop):
    quote = shop.quote()
    first = shop.pay(quote, ASKS_BANK)
    shop.sandbox.refuse(first.payment_id)

    second = shop.pay(quote, ASKS_BANK)

    assert (second.id != first.id, second.state) == (True, S.ACTION)


# Another quote in the place of this one -------------------------------------------------------------------------------


def test_a_payment_at_the_bank_is_called_back_before_another_quote_takes_its_place(shop):
    quote = shop.quote()
    attempt = shop.pay(quote, ASKS_BANK)

    shop.checkout.call_back(quote)
    shop.checkout.call_back(quote)

    assert shop.checkout.attempt(attempt.id).state is S.CANCELLED
    assert shop.sandbox.look(attempt.payment_id).status == "canceled"


def test_what_is_paid_is_not_called_back(shop):
    quote = shop.quote()
    attempt = shop.pay(quote, ASKS_BANK)
    shop.sandbox.authorise(attempt.payment_id)

    with pytest.raises(AlreadyPaid):
        shop.checkout.call_back(quote)

    assert shop.checkout.attempt(attempt.id).state is S.PAID


def test_what_is_not_known_is_not_called_back(shop):
    quote = shop.quote()
    shop.provider.lost.add("open")
    shop.pay(quote)

    with pytest.raises(ProviderUnreachable):
        shop.checkout.call_back(quote)


# What stands in the way, before any money moves -----------------------------------------------------------------------


def nothing_was_begun(shop):
    return shop.provider.asked == [] and shop.rows("orders") == [] and shop.rows("attempts") == []


def test_nothing_is_collected_without_consent(shop):
    with pytest.raises(ConsentMissing):
        shop.checkout.pay(
            shop.quote(), customer_id=None, consents=["newsletter"], instrument=VISA, return_url=lambda _: ""
        )

    assert nothing_was_begun(shop)


def test_an_expired_quote_is_not_collected(shop):
    quote = shop.quote()
    shop.clock.go(minutes=30)

    with pytest.raises(QuoteExpired):
        shop.pay(quote)

    assert nothing_was_begun(shop)


def test_a_quote_is_good_until_its_last_second(shop):
    quote = shop.quote()
    shop.clock.go(minutes=29, seconds=59)

    assert shop.pay(quote).state is S.PAID


def test_a_product_that_vanished_is_not_sold(shop):
    quote = shop.quote()
    del shop.host.products["tea"]

    with pytest.raises(ProductGone):
        shop.pay(quote)

    assert nothing_was_begun(shop)


def test_a_price_that_changed_is_not_charged(shop):
    quote = shop.quote()
    shop.host.products["tea"] = Product("tea", "Green tea", Money.of("10.01", "GBP"))

    with pytest.raises(QuoteOutdated):
        shop.pay(quote)

    assert nothing_was_begun(shop)


def test_a_declined_order_cannot_be_paid_after_its_offer(shop):
    quote = shop.quote()
    shop.pay(quote, DECLINED)
    shop.clock.go(minutes=30)

    with pytest.raises(QuoteExpired):
        shop.pay(quote)


def test_each_currency_is_charged_as_it_was_quoted(shop):
    for edition in (GERMAN, AMERICAN, JAPANESE):
        shop.pay(shop.quote(edition=edition, owner=f"guest:{edition}"))

    assert sorted(shop.charges()) == [3000, 3600, 4800]
    assert sorted(str(order.total) for order in shop.host.placed) == ["30.00 EUR", "36.00 USD", "4800 JPY"]


# The host -------------------------------------------------------------------------------------------------------------


def test_a_host_that_cannot_record_the_order_is_told_again_by_the_worker(shop):
    shop.host.order_fault = RuntimeError("the shop's own database is locked")

    attempt = shop.pay(shop.quote())

    assert (attempt.state, shop.host.placed) == (S.PAID, [])
    assert [row["last_error"] for row in shop.rows("outbox") if row["last_error"]] == ["RuntimeError"]
    shop.host.order_fault = None
    shop.clock.go(minutes=2)
    assert shop.outbox.deliver_batch() == 1
    assert [order.reference for order in shop.host.placed] == [attempt.order_reference]
    assert shop.outbox.deliver_batch() == 0


def test_the_cart_is_emptied_once_for_each_order(shop):
    attempt = shop.pay(shop.quote(from_cart=True))

    shop.checkout.tell_cart_bought(attempt.order_reference)
    shop.checkout.tell_cart_bought(attempt.order_reference)

    assert [order.reference for order in shop.host.emptied] == [attempt.order_reference]


def test_a_cart_whose_payment_was_called_back_meanwhile_is_left_alone(shop):
    attempt = shop.pay(shop.quote(from_cart=True), ASKS_BANK)
    shop.clock.go(hours=2)
    shop.sweep.run()

    shop.checkout.tell_cart_bought(attempt.order_reference)

    assert shop.checkout.attempt(attempt.id).state is AttemptState.CANCELLED
    assert (shop.host.emptied, shop.rows("effects")) == ([], [])


def test_what_a_front_end_named_itself_leaves_the_cart_alone(shop):
    attempt = shop.pay(shop.quote(from_cart=False))

    shop.checkout.tell_cart_bought(attempt.order_reference)

    assert shop.host.emptied == []


# One cart, several quotes ---------------------------------------------------------------------------------------------


def test_a_cart_bought_once_is_not_charged_again_by_an_older_quote(shop):
    first, second = shop.quote(from_cart=True), shop.quote(from_cart=True)
    shop.clock.go(seconds=1)
    shop.pay(first)

    with pytest.raises(CartBought):
        shop.pay(second)
    assert len(shop.charges()) == 1


def test_a_quote_made_after_the_purchase_is_a_new_cart(shop):
    shop.pay(shop.quote(from_cart=True))
    shop.clock.go(seconds=1)

    attempt = shop.pay(shop.quote(from_cart=True))

    assert attempt.state is S.PAID
    assert len(shop.charges()) == 2


def test_a_payment_waiting_at_the_bank_is_called_back_before_another_quote_of_the_cart_is_paid(shop):
    first, second = shop.quote(from_cart=True), shop.quote(from_cart=True)
    waiting = shop.pay(first, ASKS_BANK)

    paid = shop.pay(second)
    shop.sandbox.authorise(waiting.payment_id)

    assert paid.state is S.PAID
    assert shop.checkout.settle(waiting.id).state is S.CANCELLED
    assert len(shop.charges()) == 1


def test_lines_that_a_front_end_named_are_bought_as_often_as_it_asks(shop):
    first, second = shop.quote(), shop.quote()
    shop.clock.go(seconds=1)

    assert [shop.pay(quote).state for quote in (first, second)] == [S.PAID, S.PAID]
