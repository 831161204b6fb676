"""Rates are exact, between currencies that a table quotes, and never made up."""

from datetime import date
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.errors import CurrencyMismatch, InvalidRate, NoRate
from storefront_plugin.money import Currency
from storefront_plugin.money.rounding import divide, multiply
from storefront_plugin.pricing.rates.exchange_rate import ChainedRates, ExchangeRate, RateTable
from storefront_plugin.pricing.rates.freshness import StandingRate
from storefront_plugin.pricing.rules.terms import Conversion, PriceTerms

EUR, PLN, USD, AED, JPY = (Currency.of(code) for code in ("EUR", "PLN", "USD", "AED", "JPY"))
DAY = date(2026, 10, 30)
ECB = RateTable(EUR, DAY, "ECB", {PLN: Decimal("4.4038"), USD: Decimal("1.1172"), JPY: Decimal("175.68")})

ratios = st.decimals("0.0001", "100000", places=6).filter(bool)


def test_a_cross_rate_is_the_quotient_at_full_precision():
    rate = ECB.rate(PLN, USD)

    assert rate.ratio == divide(Decimal("1.1172"), Decimal("4.4038"))
    assert str(rate.ratio).startswith("0.25368999500431445569735228")
    assert len(str(rate.ratio)) > 55
    assert (rate.as_of, rate.source) == (DAY, "ECB")


def test_a_cross_rate_does_not_depend_on_the_thread_s_decimal_context():
    with localcontext() as context:
        context.prec = 3
        rounded = ECB.rate(PLN, USD).ratio

    assert rounded == ECB.rate(PLN, USD).ratio


@given(ratios, ratios)
def test_there_and_back_is_one_to_fifty_digits(left, right):
    table = RateTable(EUR, DAY, "any", {USD: left, PLN: right})

    assert abs(multiply(table.rate(USD, PLN).ratio, table.rate(PLN, USD).ratio) - 1) < Decimal("1e-50")


def test_a_currency_is_one_of_itself():
    assert ECB.rate(USD, USD).ratio == ECB.rate(EUR, EUR).ratio == 1


@pytest.mark.parametrize(("base", "target"), [(EUR, AED), (AED, EUR), (AED, AED), (USD, AED)])
def test_without_a_quote_there_is_no_rate(base, target):
    with pytest.raises(NoRate):
        ECB.rate(base, target)
    with pytest.raises(NoRate):
        ChainedRates([ECB]).rate(base, target)


@pytest.mark.parametrize("ratio", ["0", "-1", "NaN", "Infinity", "-0"])
def test_what_is_no_rate_is_refused_when_it_is_made(ratio):
    with pytest.raises(InvalidRate):
        ExchangeRate(EUR, USD, Decimal(ratio), DAY, "any")
    with pytest.raises(InvalidRate):
        RateTable(EUR, DAY, "any", {USD: Decimal(ratio)})


def test_the_first_table_that_quotes_both_has_the_say():
    fixed = RateTable(EUR, None, "fixed", {USD: Decimal("1.10"), AED: Decimal("4.10")})
    chained = ChainedRates([fixed, ECB])

    assert chained.rate(EUR, USD).source == "fixed"
    assert chained.rate(EUR, AED).ratio == Decimal("4.10")
    assert chained.rate(EUR, JPY).source == "ECB"


def test_two_tables_are_never_mixed_into_one_rate():
    fixed = RateTable(EUR, None, "fixed", {AED: Decimal("4.10")})

    with pytest.raises(NoRate):
        ChainedRates([fixed, ECB]).rate(AED, JPY)


def test_a_table_does_not_change_with_what_it_was_made_of():
    rates = {USD: Decimal("1.1")}
    table = RateTable(EUR, DAY, "any", rates)

    rates[USD] = Decimal(2)

    assert table.rate(EUR, USD).ratio == Decimal("1.1")
    with pytest.raises(TypeError):
        table.rates[USD] = Decimal(2)


def test_a_rate_takes_only_its_own_base():
    with pytest.raises(CurrencyMismatch):
        Conversion(PLN, USD, ECB.rate(EUR, USD), PriceTerms())


@pytest.mark.parametrize(("as_of", "age_days"), [(date(2026, 11, 13), 8), (date(2026, 11, 21), 0), (None, None)])
def test_the_age_of_a_rate_is_counted_in_days(as_of, age_days):
    rate = ExchangeRate(EUR, USD, Decimal(1), as_of, "any")

    assert StandingRate(rate, as_of).age_days(date(2026, 11, 21)) == age_days
