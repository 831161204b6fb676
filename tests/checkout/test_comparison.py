"""Their record of payments against ours, both ways."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from storefront_plugin import Money
from storefront_plugin.checkout.attempt import Attempt
from storefront_plugin.checkout.comparison import ADVICE, Difference, Ours, compare
from storefront_plugin.checkout.ports import AttemptState, PaymentReport

S = AttemptState
D = Difference
THIRTY = Money.of("30.00", "EUR")
NOTHING = Money.zero(THIRTY.currency)
ATTEMPT = Attempt(
    id="att_1",
    order_reference="ABC",
    provider="stripe",
    is_live=False,
    state=S.PAID,
    amount=THIRTY,
    instrument="pm_card_visa",
    return_url="https://tea.test/",
    asked_at=datetime(2026, 11, 21, 12, tzinfo=UTC),
    payment_id="pi_1",
)
REPORT = PaymentReport(
    payment_id="pi_1",
    state=S.PAID,
    amount=THIRTY,
    is_live=False,
    attempt_id="att_1",
    order_reference="ABC",
    refunded=NOTHING,
)


def found(attempt, *theirs, refunded=NOTHING):
    ours = {attempt.id: Ours(attempt, refunded)} if attempt else {}
    return [(each.difference, each.payment_id) for each in compare(ours, theirs)]


def test_what_agrees_is_not_told_of():
    assert found(ATTEMPT, REPORT) == []


@pytest.mark.parametrize(
    ("report", "difference"),
    [
        (replace(REPORT, amount=Money.of("29.00", "EUR")), D.AMOUNT),
        (replace(REPORT, state=S.CANCELLED), D.STATE),
        (replace(REPORT, refunded=Money.of("5.00", "EUR")), D.REFUNDS),
        (replace(REPORT, is_disputed=True), D.DISPUTE),
    ],
)
def test_the_two_records_of_one_payment_may_differ(report, difference):
    assert found(ATTEMPT, report) == [(difference, "pi_1")]


def test_a_refund_that_they_do_not_know_differs():
    assert found(ATTEMPT, REPORT, refunded=Money.of("5.00", "EUR")) == [(D.REFUNDS, "pi_1")]


def test_what_they_have_and_we_do_not():
    assert found(None, REPORT) == [(D.THEIRS_ALONE, "pi_1")]


@pytest.mark.parametrize("state", [S.OPEN, S.DECLINED, S.CANCELLED])
def test_what_brought_no_money_may_be_theirs_alone(state):
    assert found(None, replace(REPORT, state=state)) == []


def test_what_we_have_and_they_do_not():
    assert found(ATTEMPT) == [(D.OURS_ALONE, "pi_1")]


def test_an_attempt_that_led_to_no_payment_is_not_missed():
    assert found(replace(ATTEMPT, state=S.CANCELLED, payment_id=None)) == []


def test_a_second_payment_of_one_attempt_is_told_of():
    assert found(ATTEMPT, REPORT, replace(REPORT, payment_id="pi_2")) == [(D.PAID_TWICE, "pi_2")]


def test_surplus_is_paid_there_and_what_needs_attention_has_been_told_of():
    back = replace(REPORT, captured=THIRTY, refunded=THIRTY)
    assert found(replace(ATTEMPT, state=S.SURPLUS), back, refunded=THIRTY) == []
    assert found(replace(ATTEMPT, state=S.NEEDS_ATTENTION), REPORT) == []


def test_surplus_that_was_not_given_back_is_told_of():
    assert found(replace(ATTEMPT, state=S.SURPLUS), replace(REPORT, captured=THIRTY)) == [(D.NOT_GIVEN_BACK, "pi_1")]


def test_every_difference_comes_with_what_to_do():
    assert set(ADVICE) == set(Difference)
