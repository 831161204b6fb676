"""Refunds of paid orders: kept, asked for once, booked once, told to everybody whom it concerns."""

import pytest

from storefront_plugin import CartLine, Money
from storefront_plugin.checkout.ports import AttemptState, RefundState, Repayment
from storefront_plugin.checkout.refund import RefundWish
from storefront_plugin.errors import (
    LineNotRefundable,
    NothingToRefund,
    OrderNotPaid,
    OrderUnknown,
    PaymentDisputed,
    ProviderUnreachable,
    RefundRefused,
    RefundTooLarge,
    RefundUnknown,
)
from tests.checkout.tea_shop import AMERICAN, ASKS_BANK, DISPUTED, JAPANESE, VISA

S = RefundState
REFUND_WAITS, REFUND_FAILS = "pm_card_pendingRefund", "pm_card_refundFail"


def eur(amount):
    return Money.of(amount, "EUR")


def paid(shop, card=VISA, *lines, **rest):
    """The reference of a paid order: two teas at 12.50 EUR, and 5.00 for the post."""
    attempt = shop.pay(shop.quote(*lines, **rest), card)
    assert attempt.state is AttemptState.PAID
    return attempt.order_reference


def given_back(shop):
    """What the provider has given back, or is about to."""
    return [row["amount"] for row in shop.rows("sandbox_refunds") if row["status"] != "failed"]


def points(shop):
    return [row["points"] for row in shop.rows("ledger_entries")]


def test_all_of_an_order_goes_back_and_everybody_is_told_once(shop):
    reference = paid(shop)

    made = shop.refunds.refund(reference, RefundWish(), wish_id="w1")

    assert (made.state, made.refund.amount, given_back(shop)) == (S.SUCCEEDED, eur("30.00"), [3000])
    assert [(order.reference, refund.id) for order, refund in shop.host.refunded] == [(reference, made.id)]
    assert points(shop) == [20, -20]
    takings = shop.refunds.takings(reference)
    assert (takings.captured, takings.refunded, takings.left) == (eur("30.00"), eur("30.00"), eur("0.00"))


def test_the_row_is_there_before_the_provider_is_asked(shop):
    reference = paid(shop)
    shop.provider.deaf.add("refund")

    made = shop.refunds.refund(reference, RefundWish(), wish_id="w1")

    [row] = shop.rows("refunds")
    assert (made.state, row["state"], row["amount_minor"], row["provider_id"]) == (S.ASKING, "asking", 3000, None)
    assert (given_back(shop), shop.host.refunded) == ([], [])


def test_a_line_an_amount_and_the_shipping_go_back_one_after_the_other(shop):
    reference = paid(shop)
    refund = shop.refunds.refund

    line = refund(reference, RefundWish(lines={"tea": 1}), wish_id="w1")
    amount = refund(reference, RefundWish(amount=eur("2.50")), wish_id="w2")
    shipping = refund(reference, RefundWish(shipping=True), wish_id="w3")
    rest = refund(reference, RefundWish(), wish_id="w4")

    made = [line, amount, shipping, rest]
    assert [each.refund.amount for each in made] == [eur("12.50"), eur("2.50"), eur("5.00"), eur("10.00")]
    assert given_back(shop) == [1250, 250, 500, 1000]
    assert [each.id for each in shop.refunds.of_order(reference)] == [each.id for each in made]
    assert sum(points(shop)) == 0
    with pytest.raises(NothingToRefund):
        refund(reference, RefundWish(), wish_id="w5")


@pytest.mark.parametrize(
    ("edition", "currency", "all_of_it", "line"),
    [(JAPANESE, "JPY", "4800", "2000"), (AMERICAN, "USD", "36.00", "15.00")],
)
def test_money_goes_back_in_the_currency_and_at_the_rate_it_was_paid_in(shop, edition, currency, all_of_it, line):
    reference = paid(shop, edition=edition)

    made = shop.refunds.refund(reference, RefundWish(lines={"tea": 1}), wish_id="w1")

    assert made.refund.amount == Money.of(line, currency)
    assert shop.refunds.takings(reference).captured == Money.of(all_of_it, currency)
    [row] = shop.rows("sandbox_refunds")
    assert (row["currency"], row["amount"]) == (currency.lower(), 2000 if currency == "JPY" else 1500)


def test_a_wish_told_twice_is_one_refund(shop):
    reference = paid(shop)

    first = shop.refunds.refund(reference, RefundWish(amount=eur("5.00")), wish_id="w1")
    second = shop.refunds.refund(reference, RefundWish(amount=eur("5.00")), wish_id="w1")

    assert (second, given_back(shop), len(shop.host.refunded)) == (first, [500], 1)


@pytest.mark.parametrize(
    ("wish", "fault"),
    [(RefundWish(amount=eur("30.01")), RefundTooLarge), (RefundWish(lines={"tea": 3}), LineNotRefundable)],
)
def test_what_is_more_than_there_was_is_refused_before_anybody_is_asked(shop, wish, fault):
    reference = paid(shop)

    with pytest.raises(fault):
        shop.refunds.refund(reference, wish, wish_id="w1")

    assert ("refund" in shop.provider.asked, shop.rows("refunds")) == (False, [])


def test_an_order_that_is_not_paid_cannot_be_refunded(shop):
    attempt = shop.pay(shop.quote(), ASKS_BANK)

    for reference, fault in ((attempt.order_reference, OrderNotPaid), ("NOBODY", OrderUnknown)):
        with pytest.raises(fault):
            shop.refunds.refund(reference, RefundWish(), wish_id="w1")
    with pytest.raises(RefundUnknown):
        shop.refunds.settle("rfd_none")


def test_a_preview_says_what_a_refund_would_be_and_keeps_nothing(shop):
    reference = paid(shop)
    shop.checkout.settle(shop.rows("attempts")[0]["id"], payment_id=shop.rows("attempts")[0]["payment_id"])
    before = shop.counts()

    preview = shop.refunds.preview(reference, RefundWish(lines={"tea": 1}))

    assert (preview.refund.amount, preview.fee) == (eur("12.50"), eur("0.87"))
    [tax] = preview.refund.taxes
    assert tax.amount == eur("2.00")
    assert shop.counts() == before


# Lost answers ---------------------------------------------------------------------------------------------------------


def test_a_lost_answer_leaves_the_refund_asking_and_the_same_call_finds_it(shop):
    reference = paid(shop)
    shop.provider.lost.add("refund")
    made = shop.refunds.refund(reference, RefundWish(), wish_id="w1")
    assert (made.state, given_back(shop)) == (S.ASKING, [3000])
    shop.provider.lost.clear()

    again = shop.refunds.refund(reference, RefundWish(), wish_id="w1")

    assert (again.id, again.state, given_back(shop), len(shop.host.refunded)) == (made.id, S.SUCCEEDED, [3000], 1)


@pytest.mark.parametrize("hours", [22.9, 23.1, 24 * 30])
def test_a_lost_answer_is_found_however_late_and_never_given_back_twice(shop, hours):
    reference = paid(shop)
    shop.provider.lost.add("refund")
    made = shop.refunds.refund(reference, RefundWish(amount=eur("5.00")), wish_id="w1")
    shop.provider.lost.clear()
    shop.provider.asked.clear()
    shop.clock.go(hours=hours)

    settled = shop.refunds.settle(made.id)

    assert (settled.state, given_back(shop), len(shop.host.refunded)) == (S.SUCCEEDED, [500], 1)
    assert shop.provider.asked == (["refund"] if hours < 23 else ["ask"])


def test_a_call_that_never_arrived_is_made_again_and_given_up_after_a_day(shop):
    reference = paid(shop)
    shop.provider.deaf.add("refund")
    first = shop.refunds.refund(reference, RefundWish(amount=eur("5.00")), wish_id="w1")
    second = shop.refunds.refund(reference, RefundWish(amount=eur("7.00")), wish_id="w2")
    assert shop.refunds.takings(reference).left == eur("18.00")
    shop.provider.deaf.clear()

    assert shop.refunds.settle(first.id).state is S.SUCCEEDED
    shop.clock.go(hours=24)
    assert shop.refunds.settle(second.id).state is S.CANCELLED

    assert given_back(shop) == [500]
    assert shop.refunds.takings(reference).left == eur("25.00")


def test_a_refund_that_was_given_up_and_made_after_all_is_booked(shop):
    reference = paid(shop)
    shop.provider.deaf.add("refund")
    made = shop.refunds.refund(reference, RefundWish(), wish_id="w1")
    shop.clock.go(hours=24)
    assert shop.refunds.settle(made.id).state is S.CANCELLED
    shop.provider.deaf.clear()

    attempt = shop.checkout.attempt(shop.rows("attempts")[0]["id"])
    shop.provider.refund(Repayment(made.id, attempt.id, attempt.payment_id, eur("30.00")))
    shop.checkout.settle(attempt.id, payment_id=attempt.payment_id)

    assert shop.refunds.get(made.id).state is S.SUCCEEDED
    assert len(shop.host.refunded) == 1


def test_a_refund_waits_while_it_cannot_be_looked_up(shop):
    reference = paid(shop)
    shop.provider.lost.add("refund")
    made = shop.refunds.refund(reference, RefundWish(), wish_id="w1")
    shop.clock.go(days=2)
    shop.provider.deaf.add("ask")

    with pytest.raises(ProviderUnreachable):
        shop.refunds.settle(made.id)

    assert shop.refunds.get(made.id).state is S.ASKING
    assert shop.refunds.unsettled(shop.clock()) == [made.id]


def test_a_provider_that_cannot_be_asked_begins_nothing(shop):
    reference = paid(shop)
    shop.provider.deaf.add("ask")

    with pytest.raises(ProviderUnreachable):
        shop.refunds.refund(reference, RefundWish(), wish_id="w1")

    assert (shop.rows("refunds"), given_back(shop)) == ([], [])


def test_what_the_provider_refuses_is_over_and_may_be_wished_anew(shop, monkeypatch):
    reference = paid(shop)
    intent = shop.rows("sandbox_intents")[0]["id"]
    # Somebody is faster in the dashboard, just after we have asked.
    plain = shop.provider.refund
    monkeypatch.setattr(shop.provider, "refund", lambda *args: (shop.sandbox.refund_by_hand(intent), plain(*args))[1])

    with pytest.raises(RefundRefused, match="refunded in full already"):
        shop.refunds.refund(reference, RefundWish(), wish_id="w1")

    monkeypatch.undo()
    assert [row["state"] for row in shop.rows("refunds")] == ["failed"]
    with pytest.raises(NothingToRefund):
        shop.refunds.refund(reference, RefundWish(), wish_id="w2")
    assert sum(row["amount"] for row in shop.rows("sandbox_refunds")) == 3000
    assert [row["state"] for row in shop.rows("refunds")] == ["failed", "succeeded"]


# Refunds that take their time -----------------------------------------------------------------------------------------


def test_a_refund_under_way_lowers_what_is_left_and_is_told_when_it_has_arrived(shop):
    reference = paid(shop, REFUND_WAITS)
    made = shop.refunds.refund(reference, RefundWish(amount=eur("20.00")), wish_id="w1")
    assert (made.state, shop.host.refunded, points(shop)) == (S.PENDING, [], [20])
    with pytest.raises(RefundTooLarge):
        shop.refunds.refund(reference, RefundWish(amount=eur("10.01")), wish_id="w2")

    shop.sandbox.finish_refund(shop.rows("attempts")[0]["payment_id"], made.provider_id)

    assert shop.refunds.settle(made.id).state is S.SUCCEEDED
    assert (len(shop.host.refunded), points(shop)) == (1, [20, -13])


def test_a_refund_that_comes_back_brings_the_amount_and_the_points_back(shop):
    reference = paid(shop, REFUND_FAILS)
    made = shop.refunds.refund(reference, RefundWish(), wish_id="w1")
    attempt = shop.checkout.attempt(shop.rows("attempts")[0]["id"])
    assert (made.state, points(shop)) == (S.SUCCEEDED, [20, -20])

    shop.sandbox.finish_refund(attempt.payment_id, made.provider_id)
    assert shop.notify(attempt, "refund.failed").status_code == 200
    assert shop.notify(attempt, "refund.failed").status_code == 200

    assert shop.refunds.get(made.id).state is S.FAILED
    assert shop.refunds.takings(reference).left == eur("30.00")
    assert points(shop) == [20, -20, 20]
    assert [refund.id for refund in shop.host.refunds_failed] == [made.id]
    assert shop.refunds.refund(reference, RefundWish(amount=eur("5.00")), wish_id="w2").state is S.SUCCEEDED


def test_a_host_that_fails_hears_of_the_refund_from_the_worker(shop, monkeypatch):
    reference = paid(shop)
    monkeypatch.setattr(shop.host, "order_refunded", lambda *_: 1 / 0)
    made = shop.refunds.refund(reference, RefundWish(lines={"tea": 1}), wish_id="w1")
    monkeypatch.undo()
    assert (made.state, shop.host.refunded) == (S.SUCCEEDED, [])

    shop.clock.go(hours=1)
    shop.outbox.deliver_batch()

    # From the snapshot of the event, not from the order's row.
    [(order, refund)] = shop.host.refunded
    assert (order.reference, refund) == (reference, made.refund)


# Disputes -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def disputed(shop):
    """An order that the buyer's bank questions, and its attempt."""
    reference = paid(shop, DISPUTED)
    attempt = shop.checkout.attempt(shop.rows("attempts")[0]["id"])
    shop.notify(attempt, "charge.dispute.created")
    return reference, attempt


def test_a_dispute_holds_fulfilment_and_the_host_is_told_once(shop, disputed):
    _, attempt = disputed
    shop.notify(attempt, "charge.dispute.funds_withdrawn")

    [dispute] = shop.host.disputed
    assert (dispute.state, dispute.amount, dispute.reason) == ("open", eur("30.00"), "fraudulent")
    assert dispute.holds_fulfilment
    assert shop.checkout.attempt(attempt.id).state is AttemptState.PAID


def test_nothing_is_refunded_while_a_dispute_is_open_nor_after_it_is_lost(shop, disputed):
    reference, attempt = disputed
    with pytest.raises(PaymentDisputed):
        shop.refunds.refund(reference, RefundWish(), wish_id="w1")

    shop.sandbox.decide_dispute(attempt.payment_id, is_won=False)
    shop.notify(attempt, "charge.dispute.closed")

    assert [(each.state, each.holds_fulfilment) for each in shop.host.disputed] == [("open", True), ("lost", True)]
    with pytest.raises(NothingToRefund):
        shop.refunds.refund(reference, RefundWish(), wish_id="w2")
    assert "refund" not in shop.provider.asked


def test_a_dispute_that_is_won_lets_the_order_go(shop, disputed):
    reference, attempt = disputed
    shop.sandbox.decide_dispute(attempt.payment_id, is_won=True)

    # No word of it has come: the provider is asked before money goes back.
    made = shop.refunds.refund(reference, RefundWish(), wish_id="w1")

    assert made.state is S.SUCCEEDED
    assert [each.holds_fulfilment for each in shop.host.disputed] == [True, False]


# Money that belongs to no order ---------------------------------------------------------------------------------------


def test_what_one_attempt_collected_goes_back_whole(shop):
    reference = paid(shop, VISA, CartLine("pot", 1))
    attempt_id = shop.rows("attempts")[0]["id"]

    made = shop.refunds.give_back(attempt_id)

    assert (made.state, made.refund.amount, made.order_reference) == (S.SUCCEEDED, eur("36.25"), reference)
    assert shop.refunds.give_back(attempt_id) == made
    assert given_back(shop) == [3625]
