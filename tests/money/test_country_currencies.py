"""What each country pays in: the traps that other tables fall into."""

from datetime import date

import pytest
from babel.core import get_global

from storefront_plugin.money.countries import currency_of_country

TODAY = date(2026, 11, 22)
TRAPS = {
    "BG HR EE LV LT SK SI CY MT": "EUR",
    "CW SX": "XCG",
    "ZW": "USD",
    "SL": "SLE",
    "VE": "VES",
    "MR": "MRU",
    "ST": "STN",
    "BY": "BYN",
    "CU": "CUP",
    "CH LI": "CHF",
    "ME XK SM VA MC AD": "EUR",
    "EC SV BQ PA HT": "USD",
    "GL FO DK": "DKK",
    "GG JE IM GB": "GBP",
    "SN CI": "XOF",
    "CM GA": "XAF",
    "NC PF": "XPF",
    "BE DE": "EUR",
    "CA": "CAD",
    "LS": "LSL",
    "NA": "NAD",
    "BT": "BTN",
    "PS": "ILS",
}


@pytest.mark.parametrize(("countries", "code"), TRAPS.items())
def test_the_currency_of_today(countries, code):
    assert {str(currency_of_country(country, TODAY)) for country in countries.split()} == {code}


@pytest.mark.parametrize("country", ["AQ", "ZZ", "", "QQ"])
def test_where_there_is_none_it_is_none(country):
    assert currency_of_country(country, TODAY) is None


@pytest.mark.parametrize(
    ("country", "on", "code"),
    [
        ("BG", date(2025, 12, 31), "BGN"),
        ("BG", date(2026, 1, 1), "EUR"),
        ("HR", date(2022, 12, 31), "HRK"),
        ("HR", date(2023, 1, 1), "EUR"),
        ("CW", date(2025, 3, 30), "ANG"),
        ("CW", date(2025, 3, 31), "XCG"),
        ("SL", date(2022, 7, 1), "SLE"),
        ("BY", date(2016, 6, 30), "BYR"),
        # Money that ISO 4217 no longer lists, or that is ours no more.
        ("DE", date(1990, 1, 1), "None"),
    ],
)
def test_it_changes_on_its_day(country, on, code):
    assert str(currency_of_country(country, on)) == code


def test_every_country_has_one_or_none_on_any_day():
    for country in get_global("territory_currencies"):
        for year in (1900, 1999, 2009, 2026):
            currency_of_country(country, date(year, 1, 1))
