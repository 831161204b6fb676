"""When one currency took another's place, and what an old amount is by law in the new one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.errors import CurrencyMismatch
from storefront_plugin.money import Currency, Money, format_money
from storefront_plugin.money.changeovers import CHANGEOVERS, ended

BY_OLD = {each.old.code: each for each in CHANGEOVERS}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("100.00 BGN", "51.13 EUR"),
        ("1.95 BGN", "1.00 EUR"),
        ("-100.00 BGN", "-51.13 EUR"),
        ("7.53 HRK", "1.00 EUR"),
        ("1.00 LVL", "1.42 EUR"),
        ("100.00 ANG", "100.00 XCG"),
        ("2498.72 ZWL", "1.00 ZWG"),
        ("1000.00 SLL", "1.00 SLE"),
        # An old rubel had no kopecks, and the new one has.
        ("10000 BYR", "1.00 BYN"),
        ("50 BYR", "0.01 BYN"),
        ("1.00 CUC", "24.00 CUP"),
    ],
)
def test_an_old_amount_is_this_by_law(old, new):
    amount, code = old.split()

    assert str(BY_OLD[code].convert(Money.of(amount, code))) == new


@given(st.sampled_from(CHANGEOVERS), st.integers(-(10**12), 10**12))
def test_a_converted_amount_is_right_to_half_of_the_smallest_unit(changeover, minor):
    new = changeover.convert(Money(minor, changeover.old))

    shift = 10 ** (changeover.new.exponent - changeover.old.exponent)
    assert abs(new.minor - minor * shift / changeover.rate) * 2 <= 1


def test_another_currency_s_changeover_converts_nothing():
    with pytest.raises(CurrencyMismatch):
        BY_OLD["BGN"].convert(Money.of("1.00", "HRK"))


def test_the_lev_ended_on_the_first_day_of_2026():
    lev = Currency.of("BGN")

    assert ended(lev, date(2025, 12, 31)) is None
    assert ended(lev, date(2026, 1, 1)) is BY_OLD["BGN"]
    assert ended(Currency.of("EUR"), date(2026, 1, 1)) is None


def test_no_currency_ended_twice_or_became_one_that_has_ended_since():
    assert len(BY_OLD) == len(CHANGEOVERS)
    assert not {each.new.code for each in CHANGEOVERS} & set(BY_OLD)


def test_an_order_of_the_past_keeps_its_currency():
    assert format_money(Money.of("100.00", "BGN"), "bg-BG") == "100,00\u00a0лв."
