"""Base x rate x (1 + margin), rounded once to the market's step, and said in words."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.errors import CurrencyMismatch, NoRate
from storefront_plugin.markets.edition import Market, TaxDisplay
from storefront_plugin.money import Currency, Money, Rounding
from storefront_plugin.pricing.price import PriceTerms, decide_price, with_margin
from storefront_plugin.pricing.rates import ExchangeRate

USD, EUR, JPY, GBP = (Currency.of(code) for code in ("USD", "EUR", "JPY", "GBP"))
DE = Market("de", ("DE",), EUR, ("de-DE",))
JP = Market("jp", ("JP",), JPY, ("ja-JP",))
US = Market("us", ("US",), USD, ("en-US",))


def rate(base: Currency, target: Currency, ratio: str) -> ExchangeRate:
    return ExchangeRate(base, target, Decimal(ratio), date(2026, 10, 30), "ECB")


def price(amount, ratio, *, margin="0", step=None, rounding=Rounding.HALF_UP):
    terms = PriceTerms(Decimal(margin), None if step is None else Money.of(step, EUR), rounding)
    return decide_price(Money.of(amount, USD), DE, rate(USD, EUR, ratio), terms)


def test_a_margin_raises_the_rate():
    assert round(with_margin(rate(USD, EUR, "0.90867"), Decimal("0.015")), 5) == Decimal("0.92230")


@pytest.mark.parametrize(
    ("amount", "step", "rounding", "expected"),
    [
        ("25", None, Rounding.HALF_UP, "94.58"),
        ("25", "0.50", Rounding.CEILING, "95.00"),
        ("10", None, Rounding.HALF_UP, "37.83"),
        ("10", "0.50", Rounding.CEILING, "38.00"),
        ("10", "0.50", Rounding.HALF_UP, "38.00"),
        ("12.5", None, Rounding.HALF_UP, "47.29"),
    ],
)
def test_prices_at_3_783325(amount, step, rounding, expected):
    assert price(amount, "3.783325", step=step, rounding=rounding).money == Money.of(expected, EUR)


@pytest.mark.parametrize(("step", "expected"), [("0.25", "2.25"), ("0.50", "2.50"), ("1", "3.00"), ("5", "5.00")])
def test_2_17_goes_up_to_the_step(step, expected):
    assert price("2.17", "1", step=step, rounding=Rounding.CEILING).money == Money.of(expected, EUR)


def test_an_exact_multiple_of_the_step_stays():
    assert price("2.50", "1", step="0.50", rounding=Rounding.CEILING).money == Money.of("2.50", EUR)


def test_a_unit_is_rounded_before_it_is_multiplied():
    unit = price("47.29", "1.000029604567").money

    assert unit == Money.of("47.29", EUR)
    assert unit * 5 == Money.of("236.45", EUR)


def test_halves_go_up_by_default():
    assert price("0.01", "12.5").money.minor == 13
    assert price("0.01", "12.5", rounding=Rounding.HALF_EVEN).money.minor == 12


def test_minor_units_of_either_currency_are_its_own():
    assert decide_price(Money.of("10.00", EUR), JP, rate(EUR, JPY, "175.68"), PriceTerms()).money == Money(1757, JPY)
    assert decide_price(Money(1757, JPY), US, rate(JPY, USD, "0.0064"), PriceTerms()).money == Money(1124, USD)


def test_the_shop_s_own_currency_is_not_converted():
    base = Money.of("9.99", EUR)
    terms = PriceTerms(Decimal("0.5"), Money.of("5", EUR))

    found = decide_price(base, DE, None, terms)

    assert (found.money, found.rate, found.margin, found.step) == (base, None, 0, None)


def test_no_rate_never_gives_a_price():
    with pytest.raises(NoRate):
        decide_price(Money.of("10", USD), DE, None, PriceTerms())


@pytest.mark.parametrize("wrong", [rate(GBP, EUR, "1"), rate(USD, JPY, "1"), rate(EUR, USD, "1")])
def test_a_rate_of_other_currencies_gives_no_price(wrong):
    with pytest.raises(CurrencyMismatch):
        decide_price(Money.of("10", USD), DE, wrong, PriceTerms())


def test_a_step_of_another_currency_gives_no_price():
    with pytest.raises(CurrencyMismatch):
        decide_price(Money.of("10", USD), DE, rate(USD, EUR, "1"), PriceTerms(step=Money(5, USD)))


@given(
    minor=st.integers(1, 10**9),
    ratio=st.decimals("0.000001", "1000", places=6).filter(bool),
    step=st.integers(1, 1000),
    rounding=st.sampled_from([mode for mode in Rounding if mode is not Rounding.EXACT]),
)
def test_a_price_above_zero_is_a_positive_multiple_of_its_step(minor, ratio, step, rounding):
    terms = PriceTerms(step=Money(step, EUR), rounding=rounding)

    money = decide_price(Money(minor, USD), DE, ExchangeRate(USD, EUR, ratio, None, "any"), terms).money

    assert money.minor >= step
    assert money.minor % step == 0


def test_what_is_free_stays_free():
    assert price("0", "0.85", margin="0.1", step="1").money == Money.zero(EUR)


def test_a_price_explains_itself():
    found = price("10.00", "0.90867", margin="0.015", step="0.05")

    assert [str(text) for text in found.explain()] == [
        "The shop’s own price is 10.00 USD.",
        "1 USD is 0.90867 EUR (ECB, 2026-10-30).",
        "With the shop’s margin of 1.5 % it is 0.92230005 EUR.",
        "That makes 9.2230005 EUR, rounded to a multiple of 0.05 EUR (to the nearest, halves up).",
        "The price is 9.20 EUR, taxes included.",
    ]


def test_an_explanation_leaves_out_what_there_was_not():
    fixed = ExchangeRate(USD, EUR, Decimal("0.9"), None, "fixed by the merchant")
    found = decide_price(Money.of("10", USD), replace(DE, tax_display=TaxDisplay.NET), fixed, PriceTerms())

    assert [str(text) for text in found.explain()] == [
        "The shop’s own price is 10.00 USD.",
        "1 USD is 0.9 EUR (fixed by the merchant).",
        "That makes 9 EUR, rounded to a multiple of 0.01 EUR (to the nearest, halves up).",
        "The price is 9.00 EUR, before taxes.",
    ]


def test_an_explanation_of_the_own_currency_is_short():
    found = decide_price(Money.of("10", EUR), DE, None, PriceTerms())

    assert [str(text) for text in found.explain()] == [
        "The shop’s own price is 10.00 EUR.",
        "This market pays in the same currency, so nothing is converted.",
        "The price is 10.00 EUR, taxes included.",
    ]


def test_an_explanation_says_when_the_least_step_stands():
    found = price("0.01", "0.1", step="0.50")

    assert found.money == Money.of("0.50", EUR)
    assert "What is sold is never free: the least step stands." in [str(text) for text in found.explain()]
