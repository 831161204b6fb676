"""What forex-python's service may say, and what becomes of it: its protocol, and its package, have many faults."""

from datetime import date

import pytest

from storefront_plugin.errors import RateSourceFailed
from storefront_plugin.money import Currency
from storefront_plugin.pricing.rates.sources import ForexPythonRates
from tests.pricing.rate_server import says, says_json, speaks_forex_python

GBP, EUR, USD, AED = (Currency.of(code) for code in ("GBP", "EUR", "USD", "AED"))

NO_TABLE = "The answer is not a table of rates."
NO_RATES = "There are no rates in it."


@pytest.fixture
def forex_python(server, clock):
    return ForexPythonRates(f"{server.address}/api", 20, clock)


def test_the_base_is_asked_for_as_the_package_does(server, forex_python):
    server.reply = speaks_forex_python

    table = forex_python.fetch(GBP)

    assert server.asked == ["/api/latest?base=GBP&rtype=fpy"]
    assert (table.base, table.as_of, table.source) == (GBP, date(2026, 11, 20), "forex-python")
    assert {str(currency): str(ratio) for currency, ratio in table.rates.items()} == {
        "USD": "1.3399",
        "EUR": "1.1993",
        "GBP": "1",
    }


def test_rates_are_read_to_the_digit_be_they_numbers_or_text(server, forex_python):
    server.reply = says(b'{"base": "GBP", "rates": {"USD": 1.33990000000000000001, "EUR": "1.19930", "JPY": 210}}')

    assert [str(ratio) for ratio in forex_python.fetch(GBP).rates.values()] == [
        "1.33990000000000000001",
        "1.19930",
        "210",
        "1",
    ]


def test_an_answer_without_a_day_is_of_today(server, forex_python):
    server.reply = says_json({"rates": {"USD": 1.3399}})

    assert forex_python.fetch(GBP).as_of == date(2026, 11, 21)


def test_what_is_no_currency_is_left_out(server, forex_python):
    server.reply = says_json({"rates": {"USD": 1.3399, "BTC": 0.00001, "usd": 3, "": 4}})

    assert set(forex_python.fetch(GBP).rates) == {GBP, USD}


def test_an_answer_in_another_base_is_taken_for_what_it_says(server, forex_python):
    server.reply = says_json({"base": "EUR", "rates": {"USD": 1.1172, "GBP": 0.8338}})

    assert forex_python.fetch(GBP).base == EUR
    assert forex_python.fetch(AED) is None


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", NO_TABLE),
        (b"null", NO_TABLE),
        (b"[]", NO_TABLE),
        (b'"USD"', NO_TABLE),
        (b"\xff\xfe", NO_TABLE),
        (b'{"rates": {"USD": 1.33', NO_TABLE),
        (b'{"rates": []}', NO_TABLE),
        (b'{"rates": null}', NO_TABLE),
        (b'{"rates": {"USD": NaN}}', NO_TABLE),
        (b'{"base": "???", "rates": {"USD": 1}}', NO_TABLE),
        (b'{"base": ["GBP"], "rates": {"USD": 1}}', NO_TABLE),
        (b"[" * 200_000, NO_TABLE),
        (b'{"date": ' + b"[" * 900 + b"]" * 900 + b"}", f"“{'[' * 40}” is not a date."),
        (b'{"rates": {"USD": ' + b"9" * 5000 + b"}}", NO_TABLE),
        (b"{}", NO_RATES),
        (b'{"rates": {}}', NO_RATES),
        (b'{"rates": {"GBP": 1}}', NO_RATES),
        (b'{"rates": {"USD": 1}, "date": "yesterday"}', "“yesterday” is not a date."),
        (b'{"rates": {"USD": 1}, "date": 20261120}', "“20261120” is not a date."),
        (b'{"rates": {"USD": 0}}', "“0” is not an exchange rate for USD."),
        (b'{"rates": {"USD": -1.5}}', "“-1.5” is not an exchange rate for USD."),
        (b'{"rates": {"USD": "NaN"}}', "“NaN” is not an exchange rate for USD."),
        (b'{"rates": {"USD": 1e1000000}}', "“1E+1000000” is not an exchange rate for USD."),
        (b'{"rates": {"USD": null}}', "“None” is not an exchange rate for USD."),
        (b'{"rates": {"USD": true}}', "“True” is not an exchange rate for USD."),
        (b'{"rates": {"USD": {}}}', "“{}” is not an exchange rate for USD."),
    ],
)
def test_every_fault_of_an_answer_is_one_failure(server, forex_python, body, reason):
    server.reply = says(body)

    assert refusal(forex_python) == reason


def test_a_wrong_address_is_a_failure_and_not_a_base_that_is_not_quoted(server, clock):
    server.reply = speaks_forex_python

    assert refusal(ForexPythonRates(f"{server.address}/v2/", 20, clock)) == (
        "The server answered with the HTTP status 404."
    )


def test_a_refusal_that_is_not_of_the_service_is_a_failure(server, forex_python):
    server.reply = says(b"<h1>Bad request</h1>", status="400 Bad Request")

    assert refusal(forex_python) == NO_TABLE


def refusal(source):
    """Why there is no table. Anything but a refusal lets the test fail."""
    with pytest.raises(RateSourceFailed) as failed:
        source.fetch(GBP)
    assert failed.value.values["source"] == "forex-python"
    return str(failed.value.values["reason"])
