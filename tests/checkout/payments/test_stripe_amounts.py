import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.checkout.payments.stripe import (
    from_stripe_amount,
    minimum_charge,
    smallest_step,
    to_stripe_amount,
)
from storefront_plugin.errors import AmountNotPayable, InexactAmount, PaymentRefused, UnknownCurrency
from storefront_plugin.money import Money, currency_codes

currencies = st.sampled_from(sorted(currency_codes()))

ZERO_DECIMAL = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split()
THREE_DECIMAL = "BHD JOD KWD OMR TND".split()


@pytest.mark.parametrize(
    ("amount", "currency", "sent"),
    [
        ("12.50", "EUR", 1250),
        ("0.01", "USD", 1),
        ("10.45", "HUF", 1045),
        ("10.45", "TWD", 1045),
        ("1000.00", "COP", 100000),
        ("1000.00", "IDR", 100000),
        ("5.120", "KWD", 5120),
        ("5", "ISK", 500),
        ("5", "UGX", 500),
        ("500", "JPY", 500),
        ("500", "XAF", 500),
        ("1000.00", "MGA", 1000),
        ("1.250", "IQD", 125),
        ("1.250", "LYD", 125),
        ("9999999999.99", "EUR", 999_999_999_999),
        ("0", "EUR", 0),
    ],
)
def test_an_amount_is_sent_as_stripe_counts_it(amount: str, currency: str, sent: int):
    assert to_stripe_amount(Money.of(amount, currency)) == sent


@pytest.mark.parametrize("currency", ZERO_DECIMAL)
def test_zero_decimal_currencies_are_sent_in_whole_units(currency: str):
    assert to_stripe_amount(Money.of("1000", currency)) == 1000


@pytest.mark.parametrize("currency", THREE_DECIMAL)
def test_three_decimal_currencies_are_sent_in_thousandths(currency: str):
    assert to_stripe_amount(Money.of("1000", currency)) == 1_000_000


@pytest.mark.parametrize("currency", sorted(currency_codes() - {*ZERO_DECIMAL, *THREE_DECIMAL}))
def test_all_other_currencies_are_sent_in_hundredths(currency: str):
    assert to_stripe_amount(Money.of("1000", currency)) == 100_000


@pytest.mark.parametrize(
    ("amount", "currency", "step"),
    [
        ("5.124", "KWD", "0.010"),
        ("0.50", "MGA", "1.00"),
        ("1.255", "IQD", "0.010"),
        ("1.0001", "CLF", "0.0100"),
    ],
)
def test_an_amount_that_would_have_to_change_is_refused(amount: str, currency: str, step: str):
    with pytest.raises(AmountNotPayable) as refused:
        to_stripe_amount(Money.of(amount, currency))

    assert refused.value.values == {"amount": Money.of(amount, currency), "step": Money.of(step, currency)}
    assert refused.value.code == "amount_not_payable"
    assert isinstance(refused.value, PaymentRefused)


@given(currencies, st.integers(0, 10**12))
def test_what_is_sent_comes_back_the_same(currency: str, steps: int):
    money = smallest_step(currency) * steps

    assert from_stripe_amount(to_stripe_amount(money), currency.lower()) == money


@given(currencies, st.integers(0, 10**12))
def test_an_amount_is_either_sent_unchanged_or_refused(currency: str, minor: int):
    money = Money(minor, smallest_step(currency).currency)
    is_payable = minor % smallest_step(currency).minor == 0

    if is_payable:
        assert from_stripe_amount(to_stripe_amount(money), currency) == money
    else:
        with pytest.raises(AmountNotPayable):
            to_stripe_amount(money)


def test_a_fraction_our_currency_does_not_have_is_not_rounded_away():
    with pytest.raises(InexactAmount):
        from_stripe_amount(501, "isk")


def test_an_amount_in_no_currency_is_refused():
    with pytest.raises(UnknownCurrency):
        from_stripe_amount(501, "zzz")


@pytest.mark.parametrize(
    ("currency", "least"),
    [("EUR", "0.50"), ("GBP", "0.30"), ("JPY", "50"), ("HUF", "175"), ("DKK", "2.50"), ("CZK", "15"), ("MXN", "10")],
)
def test_the_least_charge_is_known_where_stripe_names_it(currency: str, least: str):
    assert minimum_charge(currency) == Money.of(least, currency)


def test_the_least_charge_of_another_currency_depends_on_the_account():
    assert minimum_charge("ISK") is None


@given(currencies)
def test_every_least_charge_can_be_sent(currency: str):
    least = minimum_charge(currency)

    assert least is None or to_stripe_amount(least) > 0


def test_amounts_need_no_stripe_package():
    program = """
import sys
from storefront_plugin.checkout.payments.stripe import StripePayments, to_stripe_amount
from storefront_plugin.checkout.payments.stripe.sandbox import Sandbox
StripePayments("sk_test_1", "pk_test_1", ["whsec_1"])
assert "stripe" not in sys.modules, "stripe was imported"
"""

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
