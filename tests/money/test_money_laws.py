"""The laws of Money: exact, in one currency, rounded only by name."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.errors import CurrencyMismatch, InexactAmount, UnknownCurrency
from storefront_plugin.money import Currency, Money, Rounding, currency_codes, total

EUR, JPY, KWD, CLF = (Currency.of(code) for code in ("EUR", "JPY", "KWD", "CLF"))

currencies = st.sampled_from(sorted(currency_codes())).map(Currency.of)
minors = st.integers(-(10**15), 10**15)
moneys = st.builds(Money, minors, currencies)
weights = st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any)


@given(moneys, weights)
def test_allocated_parts_sum_to_the_whole(money, weights):
    assert total(money.allocate(weights), money.currency) == money


@given(moneys, weights)
def test_a_part_is_within_one_minor_unit_of_its_share(money, weights):
    for part, weight in zip(money.allocate(weights), weights, strict=True):
        assert abs(part.minor - Fraction(money.minor * weight, sum(weights))) < 1


@given(moneys, st.integers(1, 50))
def test_split_parts_sum_to_the_whole_and_differ_by_one_at_most(money, parts):
    split = [part.minor for part in money.split(parts)]

    assert sum(split) == money.minor
    assert max(split) - min(split) <= 1


def test_half_of_an_odd_sum_of_rupees_is_exact_to_the_paisa():
    half = Money.of("49316.50", "INR")

    assert Money.of("98633", "INR").split(2) == [half, half]


def test_ten_euros_split_in_three():
    assert Money.of("10.00", EUR).split(3) == [Money(334, EUR), Money(333, EUR), Money(333, EUR)]


def test_a_discount_is_split_over_the_lines_of_a_cart_without_a_cent_lost():
    lines = [Money.of("21.00", EUR)] * 3

    shares = Money.of("10.00", EUR).split(3)

    assert sorted(share.minor for share in shares) == [333, 333, 334]
    assert total([line - share for line, share in zip(lines, shares, strict=True)], EUR) == Money.of("53.00", EUR)


def test_a_unit_is_rounded_before_it_is_multiplied():
    unit = Money.of("47.2914", EUR, Rounding.HALF_UP)

    assert (unit, unit * 5) == (Money.of("47.29", EUR), Money.of("236.45", EUR))


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [2, -1], [-1]])
def test_weights_without_a_share_are_refused(weights):
    with pytest.raises(ValueError, match="weights"):
        Money(100, EUR).allocate(weights)


@given(minors, minors)
def test_currencies_never_mix(left, right):
    euros, yen = Money(left, EUR), Money(right, JPY)

    for mixed in (
        lambda: euros + yen,
        lambda: euros - yen,
        lambda: euros < yen,
        lambda: euros <= yen,
        lambda: euros > yen,
        lambda: euros >= yen,
        lambda: total([euros], JPY),
    ):
        with pytest.raises(CurrencyMismatch):
            mixed()
    assert euros != yen


def test_money_is_not_added_to_a_number():
    with pytest.raises(TypeError):
        Money(100, EUR) + 100


@pytest.mark.parametrize("times", [1.5, Decimal(2), True, "2"])
def test_money_is_multiplied_by_whole_numbers_only(times):
    with pytest.raises(TypeError):
        Money(100, EUR) * times


@given(moneys)
def test_an_amount_and_its_money_are_the_same(money):
    assert Money.of(money.amount, money.currency) == money
    assert Money.of(str(money.amount), money.currency) == money


@given(moneys, st.integers(-100, 100))
def test_times_is_repeated_addition(money, times):
    assert money * times == total([money if times > 0 else -money] * abs(times), money.currency)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("12.50", EUR, 1250), ("1250", JPY, 1250), ("12.345", KWD, 12345), ("1.2345", CLF, 12345), ("1E+2", EUR, 10000)],
)
def test_the_exponent_is_the_currencys_own(amount, currency, minor):
    assert Money.of(amount, currency).minor == minor


@pytest.mark.parametrize(
    "amount",
    [
        *("0.001", "NaN", "sNaN", "Infinity", "1e1000000", "1e-1000000", "1e15", "twelve", "", None, 0.1, True, [1]),
        *("1_8", "١٢", "1 8"),
        # The last digit is there although sixty digits would not hold it.
        "100000000000000." + "0" * 55 + "1",
    ],
)
def test_what_is_not_an_exact_amount_is_refused(amount):
    with pytest.raises(InexactAmount):
        Money.of(amount, EUR)


@pytest.mark.parametrize("minor", [1.0, True, "1", Decimal(1), None])
def test_minor_units_are_whole_numbers(minor):
    with pytest.raises(InexactAmount):
        Money(minor, EUR)


@pytest.mark.parametrize("code", ["EURO", "", "ZZZ", "XXX", "ЕUR"])
def test_an_unknown_currency_is_refused(code):
    with pytest.raises(UnknownCurrency):
        Currency.of(code)


def test_the_thread_s_decimal_context_does_not_change_money():
    with localcontext() as context:
        context.prec = 2

        assert Money.of("1234567.89", EUR).amount == Decimal("1234567.89")
        assert Money.of("1234567.895", EUR, Rounding.HALF_UP).minor == 123456790
