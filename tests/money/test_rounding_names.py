"""What each name of a rounding means."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.money import Rounding
from storefront_plugin.money.rounding import divide

numbers = st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=6)
ROUNDING = [mode for mode in Rounding if mode is not Rounding.EXACT]


@pytest.mark.parametrize(
    ("mode", "rounded"),
    [
        (Rounding.HALF_UP, [3, 2, 1, -1, -2, -3]),
        (Rounding.HALF_EVEN, [2, 2, 1, -1, -2, -2]),
        (Rounding.UP, [3, 2, 2, -2, -2, -3]),
        (Rounding.DOWN, [2, 1, 1, -1, -1, -2]),
        (Rounding.CEILING, [3, 2, 2, -1, -1, -2]),
        (Rounding.FLOOR, [2, 1, 1, -2, -2, -3]),
    ],
)
def test_each_mode_does_what_its_name_says(mode, rounded):
    numbers = ["2.5", "1.5", "1.1", "-1.1", "-1.5", "-2.5"]

    assert [mode.to_step(Decimal(number)) for number in numbers] == rounded


def test_exact_refuses_to_round():
    assert Rounding.EXACT.to_step(Decimal("3.00")) == 3
    with pytest.raises(ValueError, match="5, 2"):
        Rounding.EXACT.to_step(Decimal("2.5"))


@pytest.mark.parametrize("mode", ROUNDING)
@given(number=numbers, step=st.integers(1, 1000))
def test_a_step_divides_what_it_rounds_to(mode, number, step):
    rounded = mode.to_step(number, step)

    assert rounded % step == 0
    assert abs(rounded - number) < step
    assert mode.to_step(Decimal(rounded), step) == rounded


@pytest.mark.parametrize(("minor", "rounded"), [(123_300, 123_500), (123_200, 123_000)])
def test_a_forint_in_cash_is_rounded_to_five(minor, rounded):
    assert Rounding.HALF_UP.to_step(Decimal(minor), 500) == rounded


@pytest.mark.parametrize(("step", "rounded"), [(25, 225), (50, 250), (100, 300), (500, 500), (217, 217)])
def test_the_ceiling_of_2_17_at_steps(step, rounded):
    assert Rounding.CEILING.to_step(Decimal(217), step) == rounded


@pytest.mark.parametrize("mode", ROUNDING)
@given(number=st.integers(-(10**12), 10**12), divisor=st.integers(1, 10**6))
def test_a_quotient_is_the_rounded_division(mode, number, divisor):
    assert mode.quotient(number, divisor) == _as_decimal_rounds(mode, divide(Decimal(number), Decimal(divisor)))


@pytest.mark.parametrize("mode", ROUNDING)
@pytest.mark.parametrize("divisor", [1, 2, 3, 4, 10])
def test_a_quotient_is_right_at_every_half_and_border(mode, divisor):
    for number in range(-25, 26):
        assert mode.quotient(number, divisor) == _as_decimal_rounds(mode, Decimal(number) / divisor)


def _as_decimal_rounds(mode: Rounding, number: Decimal) -> int:
    return int(number.to_integral_value(f"ROUND_{mode.name}"))


def test_an_exact_quotient_refuses_a_remainder():
    assert Rounding.EXACT.quotient(-12, 3) == -4
    with pytest.raises(ValueError, match="13, 3"):
        Rounding.EXACT.quotient(13, 3)
