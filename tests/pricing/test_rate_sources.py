"""The contract that every source of rates keeps, and what each adds to it."""

from datetime import date
from decimal import Decimal

import pytest

from storefront_plugin.errors import NoRate, RateSourceFailed
from storefront_plugin.money import Currency
from storefront_plugin.pricing.rates import RateTable
from storefront_plugin.pricing.sources import BundledEcbRates, FixedRates

GBP, EUR, AED, USD, RUB, BGN = (Currency.of(code) for code in ("GBP", "EUR", "AED", "USD", "RUB", "BGN"))

# Each source with a base that it quotes, and one that it does not.
SOURCES = [
    (FixedRates(GBP, {AED: Decimal("4.90"), USD: Decimal("1.34")}), GBP, EUR),
    (BundledEcbRates(), GBP, AED),
]
each_source = pytest.mark.parametrize(("source", "base", "stranger"), SOURCES, ids=lambda value: type(value).__name__)


@each_source
def test_a_source_says_who_it_is(source, base, stranger):
    assert source.name
    assert source.fetch(base).source == source.name


@each_source
def test_a_table_quotes_the_base_and_something_else(source, base, stranger):
    table = source.fetch(base)

    assert isinstance(table, RateTable)
    assert table.quotes(base)
    assert len(table.rates) > 1


@each_source
def test_every_rate_is_above_zero_and_of_no_later_day_than_today(source, base, stranger):
    table = source.fetch(base)

    for target in table.rates:
        rate = table.rate(base, target)
        assert (rate.base, rate.target, rate.source) == (base, target, source.name)
        assert rate.ratio > 0
        assert rate.as_of is None or date(1999, 1, 4) <= rate.as_of <= date.today()  # noqa: DTZ011 (a calendar day)


@each_source
def test_a_base_it_does_not_quote_is_none_and_no_failure(source, base, stranger):
    assert source.fetch(stranger) is None


@each_source
def test_asked_twice_it_says_the_same(source, base, stranger):
    assert source.fetch(base) == source.fetch(base)


def test_no_fixed_rates_quote_nothing():
    assert FixedRates(GBP, {}).fetch(GBP) is None


def test_currencies_that_the_ecb_gave_up_are_not_in_the_bundled_table():
    table = BundledEcbRates().fetch(EUR)

    for ended in (RUB, BGN):
        with pytest.raises(NoRate):
            table.rate(EUR, ended)


def test_the_bundled_table_is_read_to_the_digit(tmp_path):
    file = tmp_path / "rates.csv"
    file.write_text("Date, USD, JPY, XYZ, RUB, \n30 October 2026, 1.1172, 175.68, 3, N/A, \n")

    table = BundledEcbRates(file).fetch(EUR)

    assert table.as_of == date(2026, 10, 30)
    assert {currency.code: str(ratio) for currency, ratio in table.rates.items()} == {
        "USD": "1.1172",
        "JPY": "175.68",
        "EUR": "1",
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Date, USD, \n",
        "<html>not today</html>",
        "Date, USD, \n30 October 2026, twelve, \n",
        "Date, USD, \n30 October 2026, 0, \n",
        "Date, USD, \n30 October 2026, -1.1, \n",
        "Date, USD, \n30 October 2026, NaN, \n",
        "Date, USD, \n31 November 2026, 1.1, \n",
        "Date, USD, \n30 Brumaire 2026, 1.1, \n",
        "Date, USD, JPY, \n30 October 2026, 1.1, \n",
        "Date, USD, \n30 October 2026, 1.1, \n29 October 2026, 1.1, \n",
        "Date, USD, \n30 October 2026, 1,1, \n",
        "Datum, USD, \n30 October 2026, 1.1, \n",
        "Date, €, \n30 October 2026, 1.1, \n",
    ],
)
def test_a_damaged_file_is_a_failure_of_the_source(tmp_path, text):
    file = tmp_path / "rates.csv"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(RateSourceFailed) as failed:
        BundledEcbRates(file).fetch(EUR)

    assert failed.value.values["source"] == "ECB, bundled snapshot"


def test_a_missing_file_is_a_failure_of_the_source(tmp_path):
    with pytest.raises(RateSourceFailed):
        BundledEcbRates(tmp_path / "nothing.csv").fetch(EUR)
