"""When an attempt is looked at, and when it is called back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storefront_plugin import Money
from storefront_plugin.checkout.attempt import Attempt
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.checkout.sweep import ends_at, held_until, is_overdue, lapses_soon, next_check

S = AttemptState
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ATTEMPT = Attempt(
    id="att_1",
    order_reference="ABC",
    provider="stripe",
    is_live=False,
    state=S.ASKING,
    amount=Money.of("30.00", "EUR"),
    instrument="pm_card_visa",
    return_url="https://tea.test/",
    asked_at=NOON,
)


def at(**later: float) -> datetime:
    return NOON + timedelta(**later)


def test_looks_are_a_minute_apart_at_first_then_twice_as_far_each_time_up_to_six_hours():
    now, waits = NOON, []
    for _ in range(11):
        following = next_check(ATTEMPT, now)
        waits.append((following - now) / timedelta(minutes=1))
        now = following

    assert waits == [1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 360]


def test_the_last_look_before_the_limit_is_at_the_limit():
    ending = replace(ATTEMPT, state=S.ACTION, ends_at=at(minutes=60))

    assert next_check(ending, at(minutes=50)) == at(minutes=60)
    assert next_check(ending, at(minutes=60)) == at(minutes=120)


@pytest.mark.parametrize("state", [S.PAID, S.DECLINED, S.CANCELLED, S.SURPLUS, S.NEEDS_ATTENTION])
def test_what_is_over_is_not_looked_at(state):
    assert next_check(replace(ATTEMPT, state=state), NOON) is None


@pytest.mark.parametrize("state", [S.DECLINED, S.CANCELLED])
def test_what_ended_unpaid_is_looked_at_once_more_when_its_offer_is_over(state):
    ended = replace(ATTEMPT, state=state, ends_at=at(minutes=60))

    assert next_check(ended, at(minutes=5)) == at(minutes=60)
    assert next_check(ended, at(minutes=60)) is None


def test_a_payment_ends_half_an_hour_after_its_offer():
    assert ends_at(NOON) == at(minutes=30)


@pytest.mark.parametrize(
    ("state", "is_over"),
    [(S.OPEN, True), (S.ACTION, True), (S.ASKING, False), (S.PROCESSING, False), (S.AUTHORISED, False)],
)
def test_only_what_waits_for_the_shopper_is_called_back(state, is_over):
    attempt = replace(ATTEMPT, state=state, ends_at=at(minutes=60))

    assert not is_overdue(attempt, at(minutes=59))
    assert is_overdue(attempt, at(minutes=60)) is is_over


def test_the_merchant_is_warned_before_reserved_money_is_the_buyers_again():
    reserved = replace(ATTEMPT, state=S.AUTHORISED)

    assert [lapses_soon(reserved, at(days=days)) for days in (3, 4, 5)] == [False, True, True]
    assert not lapses_soon(replace(ATTEMPT, state=S.ACTION), at(days=5))


def test_money_that_comes_by_itself_has_until_its_own_limit():
    transfer = replace(ATTEMPT, state=S.OPEN, ends_at=at(minutes=60), open_until=at(days=14))

    assert not is_overdue(transfer, at(days=13))
    assert held_until(transfer, NOON) == at(days=14)


def test_stock_is_held_until_the_limit_and_for_what_nobody_can_end_from_look_to_look():
    assert held_until(replace(ATTEMPT, ends_at=at(minutes=60)), NOON) == at(minutes=60)
    assert held_until(replace(ATTEMPT, state=S.PROCESSING, ends_at=at(minutes=60)), at(days=3)) == at(days=3, hours=12)
