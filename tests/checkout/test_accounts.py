"""Whose account an attempt collects on: another one is never asked about it."""

import logging

import pytest

from storefront_plugin.checkout.attention import Cause
from storefront_plugin.checkout.book import OrderBook
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.errors import ProviderUnreachable
from tests.checkout.tea_shop import ASKS_BANK, text_of
from tests.checkout.test_paying_at_once import sold_once

S = AttemptState
CALLS = ("open", "ask", "find", "cancel", "capture", "refund")


@pytest.fixture
def lost(shop):
    """An attempt of which nobody knows whether it was paid, since its answer never came."""
    shop.provider.lost.add("open")
    attempt = shop.pay(shop.quote())
    shop.provider.lost.clear()
    shop.provider.asked.clear()
    return attempt


def called(shop):
    return [each for each in shop.provider.asked if each in CALLS]


def test_an_attempt_keeps_the_account_that_it_was_begun_on(shop):
    shop.pay(shop.quote())

    assert [row["account"] for row in shop.rows("attempts")] == ["acct_sandbox"]


def test_an_attempt_of_another_account_is_neither_repeated_nor_settled(shop, lost, caplog):
    shop.provider.account = "acct_new"

    with pytest.raises(ProviderUnreachable), caplog.at_level(logging.ERROR):
        shop.checkout.settle(lost.id)
    shop.clock.go(days=2)
    shop.sweep.run()

    assert (called(shop), shop.checkout.attempt(lost.id).state) == ([], S.ASKING)
    assert "no keys of its mode for acct_sandbox" in caplog.text


def test_what_another_account_collected_is_not_given_back_by_this_one(shop):
    attempt = shop.pay(shop.quote())
    shop.provider.account = "acct_new"

    with pytest.raises(ProviderUnreachable):
        shop.refunds.give_back(attempt.id)

    assert "refund" not in shop.provider.asked


def test_the_merchant_is_told_of_another_account_that_it_is_not_set_up(shop):
    attempt = shop.pay(shop.quote())
    shop.provider.account = "acct_new"

    page = shop.merchant().get(f"/storefront/dashboard/orders/{attempt.order_reference}/refund")

    assert (page.status_code, "“stripe”, which is not set up here" in text_of(page)) == (503, True)


def test_a_shopper_is_told_of_another_account_that_no_answer_came(shop):
    visitor = shop.browser()
    quote = visitor.quote()
    waiting = visitor.pay(quote, ASKS_BANK).json["id"]
    shop.provider.account = "acct_new"

    answers = [visitor.read(f"/attempts/{waiting}"), visitor.pay(visitor.quote())]
    page = visitor.post(f"/storefront/checkout/{quote}/shipping", shipping="courier")

    assert [(each.status_code, each.json["code"]) for each in answers] == [(503, "provider_unreachable")] * 2
    assert (page.status_code, "checkout.stripe" in page.text) == (503, False)


def test_a_sweep_says_of_another_account_that_it_is_not_set_up(shop):
    shop.pay(shop.quote(), ASKS_BANK)
    shop.provider.account = "acct_new"
    shop.clock.go(hours=1)

    assert [each.fault for each in shop.sweep.run().attempts] == ["the provider is not set up here"]


def test_another_key_of_the_same_account_works_on(shop, lost):
    shop.provider.account = "acct_sandbox"

    assert shop.checkout.settle(lost.id).state is S.PAID
    sold_once(shop)


@pytest.mark.parametrize(("at_first", "later"), [(None, "acct_new"), ("acct_sandbox", None), (None, None)])
def test_an_account_that_is_not_known_is_no_other_one(shop, at_first, later):
    shop.provider.account = at_first
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    shop.sandbox.authorise(attempt.payment_id)
    shop.provider.account = later

    assert shop.checkout.settle(attempt.id).state is S.PAID


@pytest.mark.parametrize("is_known", [False, True])
def test_a_person_is_told_of_what_another_account_keeps_from_us(shop, is_known):
    attempt = shop.pay(shop.quote(), ASKS_BANK) if is_known else lost_of(shop)
    shop.provider.account = "acct_new"
    book = shop.parts[OrderBook]
    shop.clock.go(hours=12)
    shop.sweep.run()
    assert book.attention() == []

    shop.clock.go(days=1)
    shop.sweep.run()

    assert [(each.cause, each.id) for each in book.attention()] == [(Cause.LATE, attempt.id)]
    assert [each.id for each in book.attention(attempt.order_reference)] == [attempt.id]


def lost_of(shop):
    shop.provider.lost.add("open")
    return shop.pay(shop.quote())


def test_a_cart_whose_payment_can_be_asked_about_no_more_can_be_bought_once_its_offer_is_over(shop):
    old = shop.pay(shop.quote(from_cart=True), ASKS_BANK)
    shop.provider.account = "acct_new"

    with pytest.raises(ProviderUnreachable):
        shop.pay(shop.quote(from_cart=True))
    shop.clock.go(hours=2)
    new = shop.pay(shop.quote(from_cart=True))

    assert (shop.checkout.attempt(old.id).state, new.state) == (S.ACTION, S.PAID)
