"""What a provider's report means for an attempt: the table of legal moves, and what no row of reports can do."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storefront_plugin.checkout.ports import AttemptState, PaymentReport
from storefront_plugin.checkout.states import (
    LEGAL,
    LIVE,
    RECALLABLE,
    Asked,
    decide_move,
    is_the_one,
    why_surplus,
)
from storefront_plugin.events import Surplus
from storefront_plugin.money import Money

S = AttemptState
SUM = Money.of("30.00", "EUR")
ASKED = Asked("att_1", "ORDER1", S.ASKING, SUM, is_live=False, payment_id=None)
REPORT = PaymentReport("pi_1", S.OPEN, SUM, is_live=False, attempt_id="att_1", order_reference="ORDER1")
REPORTED = (S.OPEN, S.ACTION, S.PROCESSING, S.AUTHORISED, S.PAID, S.DECLINED, S.CANCELLED)
MOVES = {
    S.ASKING: "open action processing authorised paid declined cancelled",
    S.OPEN: "action processing authorised paid declined cancelled",
    S.ACTION: "open processing authorised paid declined cancelled",
    S.PROCESSING: "open action authorised paid declined cancelled",
    S.AUTHORISED: "paid cancelled",
    S.DECLINED: "paid cancelled",
    S.CANCELLED: "",
    S.PAID: "",
    S.SURPLUS: "",
    S.NEEDS_ATTENTION: "",
}
ANOTHER = {
    "of another attempt": {"attempt_id": "att_2"},
    "of nobody's": {"attempt_id": None},
    "of another order": {"order_reference": "ORDER2"},
    "of another amount": {"amount": Money.of("29.99", "EUR")},
    "of another currency": {"amount": Money.of("30.00", "USD")},
    "of the other mode": {"is_live": True},
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("reported", REPORTED)
def test_only_moves_of_the_table_happen(state, reported):
    move = decide_move(replace(ASKED, state=state), replace(REPORT, state=reported))

    if state is S.CANCELLED and reported is S.PAID:
        assert move is S.SURPLUS
    else:
        assert move == (reported if reported in MOVES[state].split() else None)


@pytest.mark.parametrize(
    ("state", "moved"), [(S.ASKING, S.OPEN), (S.ACTION, S.OPEN), (S.PROCESSING, S.OPEN), (S.OPEN, None)]
)
def test_what_a_front_end_confirms_itself_stays_open_after_a_decline(state, moved):
    asked = replace(ASKED, state=state, is_confirmed_elsewhere=True)

    assert decide_move(asked, replace(REPORT, state=S.DECLINED)) is moved


@pytest.mark.parametrize("change", ANOTHER.values(), ids=ANOTHER)
@pytest.mark.parametrize("state", S)
def test_a_payment_that_is_not_the_one_asked_for_is_never_paid(state, change):
    move = decide_move(replace(ASKED, state=state), replace(REPORT, state=S.PAID, **change))

    assert move is (None if state in (S.PAID, S.SURPLUS, S.NEEDS_ATTENTION) else S.NEEDS_ATTENTION)


@pytest.mark.parametrize(
    ("move", "facts", "why"),
    [
        (S.PAID, {}, None),
        (S.PAID, {"another_is_live": True, "is_free": False}, Surplus.PAID_TWICE),
        (S.PAID, {"is_free": False}, Surplus.TOO_LATE),
        (S.PAID, {"is_sold_out": True}, Surplus.SOLD_OUT),
        (S.PAID, {"is_sold_out": True, "another_is_live": True, "is_free": False}, Surplus.PAID_TWICE),
        (S.SURPLUS, {}, Surplus.TOO_LATE),
        (S.CANCELLED, {"is_sold_out": True}, None),
        (None, {"is_free": False}, None),
    ],
)
def test_money_buys_nothing_where_the_order_is_bought_or_over_or_its_goods_are_gone(move, facts, why):
    assert why_surplus(move, **{"another_is_live": False, "is_free": True, "is_sold_out": False, **facts}) is why


def test_a_second_payment_of_one_attempt_is_not_the_one():
    assert is_the_one(replace(ASKED, payment_id="pi_1"), REPORT)
    assert not is_the_one(replace(ASKED, payment_id="pi_2"), REPORT)


def test_every_state_has_its_row_in_the_table_and_only_what_ends_has_no_way_out():
    assert set(LEGAL) == set(S)
    assert [state for state in S if not LEGAL[state]] == [S.PAID, S.SURPLUS, S.NEEDS_ATTENTION]
    assert set(RECALLABLE) < set(LIVE)


REPORTS = st.builds(
    PaymentReport,
    payment_id=st.sampled_from(["pi_1", "pi_2"]),
    state=st.sampled_from(REPORTED),
    amount=st.sampled_from([SUM, Money.of("29.99", "EUR"), Money.of("30.00", "USD"), Money.of("3000", "JPY")]),
    is_live=st.booleans(),
    attempt_id=st.sampled_from(["att_1", "att_2", None]),
    order_reference=st.sampled_from(["ORDER1", "ORDER2", None]),
)


def told(asked: Asked, report: PaymentReport) -> Asked:
    move = decide_move(asked, report)
    return replace(asked, state=move or asked.state, payment_id=asked.payment_id or report.payment_id)


@given(st.lists(st.one_of(REPORTS, st.builds(replace, st.just(REPORT), state=st.sampled_from(REPORTED))), max_size=12))
@example([replace(REPORT, state=S.PAID), replace(REPORT, state=S.DECLINED), replace(REPORT, state=S.CANCELLED)])
def test_no_row_of_reports_leads_out_of_paid_or_to_paid_by_a_payment_of_something_else(reports):
    asked = ASKED

    for report in reports:
        before, asked = asked, told(asked, report)
        if before.state is S.PAID:
            assert asked.state is S.PAID
        elif asked.state is S.PAID:
            assert report.state is S.PAID
            assert (report.attempt_id, report.order_reference) == ("att_1", "ORDER1")
            assert (report.amount, report.is_live) == (SUM, False)
            assert report.payment_id == asked.payment_id
        if before.state in (S.SURPLUS, S.NEEDS_ATTENTION):
            assert asked.state is before.state


@given(st.lists(REPORTS, max_size=6), REPORTS)
def test_the_same_report_again_changes_nothing(before, report):
    asked = ASKED
    for each in before:
        asked = told(asked, each)

    once = told(asked, report)

    assert told(once, report) == once
