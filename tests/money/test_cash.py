"""What is paid in coins and notes, which is not always what is charged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.money import Currency, Money, currency_codes
from storefront_plugin.money.cash import STEPS as STEPS_OF_OUR_OWN
from storefront_plugin.money.cash import cash_step, to_cash

STEPS = {
    "CHF": "0.05",
    "CAD": "0.05",
    "AUD": "0.05",
    "MYR": "0.05",
    "NZD": "0.10",
    "ILS": "0.10",
    "DKK": "0.50",
    "SEK": "1.00",
    "NOK": "1.00",
    "CZK": "1.00",
    "HUF": "5.00",
    "EUR": "0.01",
    "USD": "0.01",
    "JPY": "1",
    "KWD": "0.001",
}


@pytest.mark.parametrize(("code", "step"), STEPS.items())
def test_the_least_amount_in_cash(code, step):
    assert str(cash_step(Currency.of(code))) == f"{step} {code}"


@pytest.mark.parametrize(
    ("amount", "code", "paid", "difference"),
    [
        ("1.66", "CHF", "1.65", "-0.01"),
        ("1.68", "CHF", "1.70", "0.02"),
        ("-1.66", "CHF", "-1.65", "0.01"),
        ("1233", "HUF", "1235.00", "2.00"),
        ("1232", "HUF", "1230.00", "-2.00"),
        ("12.25", "DKK", "12.50", "0.25"),
        ("9.99", "EUR", "9.99", "0.00"),
    ],
)
def test_an_amount_in_cash_and_its_rounding_line(amount, code, paid, difference):
    assert [str(each) for each in to_cash(Money.of(amount, code))] == [f"{paid} {code}", f"{difference} {code}"]


def test_a_swiss_cart_is_summed_before_it_is_rounded():
    lines = Money.of("1.23", "CHF") + Money.of("0.43", "CHF")

    assert to_cash(lines) == (Money.of("1.65", "CHF"), Money.of("-0.01", "CHF"))


@given(st.sampled_from(sorted(currency_codes())), st.integers(-(10**12), 10**12))
def test_cash_is_steps_and_the_difference_at_most_half_of_one(code, minor):
    money = Money.from_minor(minor, code)

    paid, difference = to_cash(money)

    step = cash_step(money.currency).minor
    assert paid.minor % step == 0
    assert paid == money + difference
    assert abs(difference.minor) * 2 <= step


def test_each_step_that_is_not_cldr_s_says_since_when_and_by_whom_it_holds():
    told = {code: (known.since.isoformat(), known.source) for code, known in STEPS_OF_OUR_OWN.items()}

    assert told["HUF"] == ("2008-03-01", "Act III of 2008")
    assert all(source for _, source in told.values())
