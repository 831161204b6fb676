"""The daily comparison with the bank transfers' own record: money that was booked there is never forgotten here."""

from datetime import timedelta

import pytest

from storefront_plugin.checkout.by_hand import ByHand
from storefront_plugin.checkout.payments.bank_transfer import BankTransfer
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.money import Money
from tests.checkout.tea_shop import VISA, mounted
from tests.checkout.test_bank_transfer import BY_TRANSFER, TRANSFER, choose, settings_with, states

S = AttemptState


@pytest.fixture
def shop(database_url, now):
    made = mounted(database_url, now, settings_with(BY_TRANSFER))
    yield made
    made.database.engine.dispose()


def booked(shop, attempt):
    """The merchant says that it came, and the process dies before anything is made of it."""
    shop.parts[BankTransfer].receive(attempt.payment_id, attempt.amount)


def compared(shop):
    [found] = [each for each in shop.reconciliation.run() if each.provider == TRANSFER]
    return found


@pytest.mark.parametrize("days", [1, 13], ids=["the day after", "of a transfer from long before"])
def test_what_was_booked_and_not_settled_is_paid_after_all(shop, days):
    attempt = choose(shop)
    shop.clock.go(days=days)
    booked(shop, attempt)
    shop.clock.go(minutes=10)

    assert compared(shop).is_right
    assert shop.checkout.attempt(attempt.id).state is S.PAID
    assert len(shop.host.placed) == 1


def test_what_was_booked_for_a_transfer_called_back_is_surplus_and_goes_back(shop):
    quote = shop.quote()
    transfer = shop.pay(quote, "", provider=TRANSFER)
    shop.pay(quote, VISA, provider="stripe")
    booked(shop, transfer)
    shop.clock.go(minutes=10)

    compared(shop)
    shop.outbox.deliver_batch()

    assert shop.checkout.attempt(transfer.id).state is S.SURPLUS
    assert compared(shop).is_right
    [refund] = shop.rows("transfer_refunds")
    assert refund["amount_minor"] == transfer.amount.minor


def test_what_waits_for_a_person_is_not_told_of_again_each_day(shop):
    attempt = choose(shop)
    shop.parts[ByHand].paid(attempt.payment_id, attempt.amount - Money.of("0.01", "EUR"))
    shop.clock.go(minutes=10)

    assert (compared(shop).is_right, states(shop)) == (True, ["needs_attention"])


def test_money_sent_back_agrees_on_both_sides(shop):
    attempt = choose(shop)
    shop.parts[ByHand].paid(attempt.payment_id)
    refund_id = shop.refunds.give_back(attempt.id).id
    shop.clock.go(days=10)
    assert compared(shop).is_right

    shop.parts[ByHand].refund_sent(refund_id)

    assert compared(shop).is_right
    assert (compared(shop).ours, compared(shop).theirs) == (1, 1)
    shop.clock.go(days=8)
    assert [compared(shop).ours, shop.reconciliation.run(shop.clock() - timedelta(days=30))[1].ours] == [0, 1]
