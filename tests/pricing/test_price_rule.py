"""Base x rate x (1 + margin), rounded once to the market's step, and said in words."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from gettext import NullTranslations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.errors import AmountTooLarge, CurrencyMismatch, NoRate
from storefront_plugin.markets.edition import Market, TaxDisplay
from storefront_plugin.money import Currency, Money, Rounding
from storefront_plugin.pricing.price import decide_price
from storefront_plugin.pricing.rates.exchange_rate import ExchangeRate
from storefront_plugin.pricing.rules.explanation import with_margin
from storefront_plugin.pricing.rules.terms import PriceTerms, TaxShift

USD, EUR, JPY, GBP = (Currency.of(code) for code in ("USD", "EUR", "JPY", "GBP"))
DE = Market("de", ("DE",), EUR, ("de-DE",))
JP = Market("jp", ("JP",), JPY, ("ja-JP",))
US = Market("us", ("US",), USD, ("en-US",))


def rate(base: Currency, target: Currency, ratio: str) -> ExchangeRate:
    return ExchangeRate(base, target, Decimal(ratio), date(2026, 10, 30), "ECB")


def price(amount, ratio, *, margin="0", step=None, rounding=Rounding.HALF_UP, ending=None, **rest):
    terms = PriceTerms(
        margin=Decimal(margin),
        step=None if step is None else Money.of(step, EUR),
        rounding=rounding,
        ending=None if ending is None else Money.of(ending, EUR),
        **rest,
    )
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

    found = decide_price(base, DE, None, PriceTerms(margin=Decimal("0.5"), rounding=Rounding.CEILING))

    assert (found.money, found.conversion) == (base, None)


def test_a_rule_of_the_market_s_own_holds_in_the_shop_s_own_currency_too():
    terms = PriceTerms(margin=Decimal("0.5"), adjustment=Decimal("0.10"), step=Money.of("0.50", EUR))

    assert decide_price(Money.of("9.99", EUR), DE, None, terms).money == Money.of("11.00", EUR)


# Endings and floors


@pytest.mark.parametrize(
    ("amount", "step", "ending", "expected"),
    [
        ("25", None, "-0.01", "94.57"),
        ("25", "1", "-0.01", "94.99"),
        ("10", "1", "-0.01", "37.99"),
        ("0.01", None, "-0.05", "0.04"),
        ("0.01", "0.01", "-0.05", "0.04"),
    ],
)
def test_endings_at_3_783325(amount, step, ending, expected):
    rounding = Rounding.CEILING if step else Rounding.HALF_UP

    assert price(amount, "3.783325", step=step, rounding=rounding, ending=ending).money == Money.of(expected, EUR)


def test_an_ending_in_yen():
    terms = PriceTerms(step=Money(100, JPY), rounding=Rounding.CEILING, ending=Money(-20, JPY))

    assert decide_price(Money.of("15.137", "KWD"), JP, rate(Currency.of("KWD"), JPY, "100"), terms).money.minor == 1580


@pytest.mark.parametrize(("amount", "expected"), [("9.99", "8.99"), ("10.00", "9.00"), ("9.50", "8.50")])
def test_a_mirrored_ending_is_that_of_the_shop_s_own_price(amount, expected):
    found = price(amount, "0.854", step="1", rounding=Rounding.CEILING, mirrors_ending=True)

    assert found.money == Money.of(expected, EUR)


def test_a_mirrored_ending_that_the_currency_cannot_pay_is_none():
    terms = PriceTerms(step=Money(10, JPY), mirrors_ending=True)

    assert decide_price(Money.of("9.99", EUR), JP, rate(EUR, JPY, "175.68"), terms).money == Money(1760, JPY)


def test_an_ending_never_makes_it_free():
    assert price("0.04", "1", ending="-0.05").money == Money.of("0.04", EUR)
    assert price("0.05", "1", ending="-0.05").money == Money.of("0.05", EUR)
    assert price("0.06", "1", ending="-0.05").money == Money.of("0.01", EUR)


def test_nothing_is_sold_below_the_floor():
    floor = Money.of("2.00", EUR)

    assert price("1.50", "1", floor=floor).money == floor
    assert price("2.00", "1", ending="-0.01", floor=floor).money == floor
    assert price("2.10", "1", ending="-0.01", floor=floor).money == Money.of("2.09", EUR)


def test_an_ending_never_takes_a_price_below_what_it_is_without_the_margin():
    kept = price("1.11", "1", margin="0.02", step="1", ending="-0.01", rounding=Rounding.CEILING)
    eaten = price("1.00", "1", margin="0.02", step="1", ending="-0.01")

    assert kept.money == Money.of("1.99", EUR)
    # 1.02, to the step 1.00; at 0.99 it would be sold for less than the shop's own price.
    assert eaten.money == Money.of("1.00", EUR)
    assert str(eaten.explain()[-2]) == "Its ending of -0.01 EUR is left out: it would be too little."


def test_a_price_larger_than_a_database_keeps_is_refused():
    with pytest.raises(AmountTooLarge, match=r"999999999999999\.00 USD comes to more EUR than a price can be"):
        price("999999999999999", "1000000")


def test_a_discount_has_no_ending_and_no_floor():
    found = price("-3.00", "1", ending="-0.01", floor=Money.of("2.00", EUR))

    assert found.money == Money.of("-3.00", EUR)


# Taxes


@pytest.mark.parametrize(
    ("contained", "shown", "expected"),
    [("0.20", "0.19", "11.90"), ("0.20", "0", "10.00"), ("0", "0.19", "14.28"), ("0.20", "0.20", "12.00")],
)
def test_the_same_net_price_carries_the_market_s_taxes(contained, shown, expected):
    tax = TaxShift(Decimal(contained), Decimal(shown))

    assert decide_price(Money.of("12.00", EUR), DE, None, PriceTerms(), tax).money == Money.of(expected, EUR)


@pytest.mark.parametrize(("share", "gross"), [("0.19", "119.00"), ("0.20", "120.00"), ("0.21", "121.00")])
def test_a_hundred_before_taxes_carry_each_market_s(share, gross):
    tax = TaxShift(shown=Decimal(share))

    assert decide_price(Money.of("100.00", EUR), DE, None, PriceTerms(), tax).money == Money.of(gross, EUR)


@pytest.mark.parametrize(("share", "net"), [("0.19", "25.20"), ("0.23", "24.38")])
def test_the_same_price_everywhere_leaves_each_market_its_own_net(share, net):
    tax = TaxShift(contained=Decimal(share))

    assert decide_price(Money.of("29.99", EUR), DE, None, PriceTerms(), tax).money == Money.of(net, EUR)


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


def test_each_part_of_the_rule_is_explained():
    found = decide_price(
        Money.of("12.00", USD),
        DE,
        rate(USD, EUR, "0.854"),
        PriceTerms(
            adjustment=Decimal("-0.05"),
            step=Money.of("1", EUR),
            rounding=Rounding.CEILING,
            ending=Money.of("-0.01", EUR),
            floor=Money.of("20", EUR),
        ),
        TaxShift(Decimal("0.2"), Decimal("0.19")),
    )

    assert [str(text) for text in found.explain()] == [
        "The shop’s own price is 12.00 USD.",
        "Its taxes of 20 % become the market’s, 19 %.",
        "1 USD is 0.854 EUR (ECB, 2026-10-30).",
        "This market’s prices are changed by −5 %.",
        "That makes 9.65447 EUR, rounded to a multiple of 1.00 EUR (up).",
        "Its ending of -0.01 EUR is left out: it would be too little.",
        "It is raised to the least price of this market, 20.00 EUR.",
        "The price is 20.00 EUR, taxes included.",
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


def test_an_explanation_says_a_fixed_rate_in_the_readers_language():
    class German(NullTranslations):
        def gettext(self, message):
            return {"fixed by the merchant": "vom Händler"}.get(message, message)

    fixed = ExchangeRate(USD, EUR, Decimal("0.9"), None, "fixed by the merchant")
    found = decide_price(Money.of("10", USD), DE, fixed, PriceTerms())

    assert "1 USD is 0.9 EUR (vom Händler)." in [text.said_in(German()) for text in found.explain()]


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
