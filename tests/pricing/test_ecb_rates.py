"""The ECB's XML of one day: read to the digit, or refused with its reason."""

import logging
from datetime import date
from pathlib import Path

import pytest

from storefront_plugin.errors import RateSourceFailed
from storefront_plugin.money import Currency
from storefront_plugin.pricing.rates.sources import EcbRates
from storefront_plugin.pricing.rates.sources.ecb import parse_ecb
from tests.pricing.rate_server import ecb_xml

EUR = Currency.of("EUR")

NO_XML = "This is not XML, or only a part of it."
NO_RATES = "There are no rates in it."
HOSTILE = "It declares a document type, which the ECB’s XML does not."


def test_a_day_is_read_to_the_digit():
    table = parse_ecb(ecb_xml({"USD": "1.1172", "GBP": "0.83380", "IDR": "20275.17"}, day="2026-11-20"))

    assert (table.base, table.as_of, table.source) == (EUR, date(2026, 11, 20), "ECB")
    assert {currency.code: str(ratio) for currency, ratio in table.rates.items()} == {
        "USD": "1.1172",
        "GBP": "0.83380",
        "IDR": "20275.17",
        "EUR": "1",
    }


def test_of_several_days_the_newest_counts_wherever_it_stands():
    days = "".join(
        f"<Cube time='{day}'><Cube currency='USD' rate='{rate}'/></Cube>"
        for day, rate in [("2026-11-19", "1.1"), ("2026-11-20", "1.2"), ("2026-11-18", "1.3")]
    )

    table = parse_ecb(ecb_xml({}).replace(b"<Cube time='2026-11-20'></Cube>", days.encode()))

    assert (table.as_of, str(table.rates[Currency.of("USD")])) == (date(2026, 11, 20), "1.2")


def test_a_currency_that_the_ecb_has_and_we_do_not_is_left_out_and_logged(caplog):
    with caplog.at_level(logging.INFO):
        table = parse_ecb(ecb_xml({"USD": "1.1172", "XYZ": "2"}))

    assert {currency.code for currency in table.rates} == {"EUR", "USD"}
    assert "ECB quotes currencies that are not known here: ['XYZ']" in caplog.text


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        (b"", NO_XML),
        (b"1.1172", NO_XML),
        (b"\x00\xff\xfe" * 99, NO_XML),
        (b"<!doctype html><title>Sorry</title>", NO_XML),
        (b"<?xml version='1.0' encoding='utf-7'?><a/>", NO_XML),
        (b"<?xml version='1.0' encoding='nonsense'?><a/>", NO_XML),
        (b"<html><body>Sorry</body></html>", NO_RATES),
        (ecb_xml({}), NO_RATES),
        (ecb_xml({"XYZ": "2"}), NO_RATES),
        (ecb_xml().replace(b"2002-08-01/eurofxref", b"2030-01-01/eurofxref"), NO_RATES),
        (ecb_xml().replace(b" time='2026-11-20'", b""), NO_RATES),
        (ecb_xml(day=""), "“” is not a date."),
        (ecb_xml(day="20 November 2026"), "“20 November 2026” is not a date."),
        (ecb_xml(day="2026-11-31"), "“2026-11-31” is not a date."),
        (ecb_xml(day="20261120"), "“20261120” is not a date."),
        (ecb_xml(day="x" * 10_000), f"“{'x' * 40}” is not a date."),
        (ecb_xml({"EUR": "2", "USD": "1.1"}), "One EUR is not one there."),
        (ecb_xml().replace(b"JPY", b"USD"), "USD is there twice."),
        (b" " * 1_048_577, "The answer is larger than 1048576 bytes."),
    ],
)
def test_what_is_no_day_of_rates_is_refused(xml, reason):
    assert refusal(xml) == reason


@pytest.mark.parametrize("end", range(40, len(ecb_xml()), 40))
def test_a_day_that_is_cut_off_is_refused(end):
    assert refusal(ecb_xml()[:end]) == NO_XML


@pytest.mark.parametrize(
    "ratio",
    ["", "0", "0.0000", "-1.1", "NaN", "Infinity", "1e1000000", "1e99", "1e-16", "1,1", "1_0", " 1.1", "one", "١"],
)
def test_what_is_no_rate_is_refused(ratio):
    assert refusal(ecb_xml({"GBP": "0.8338", "USD": ratio})) == f"“{ratio}” is not an exchange rate for USD."


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
        '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
        "<!DOCTYPE html>",
    ],
)
def test_hostile_xml_is_refused_before_it_is_looked_at(declared):
    head, rest = ecb_xml().split(b"\n", 1)

    assert refusal(head + declared.encode() + rest) == HOSTILE


def test_xml_as_deep_as_a_megabyte_allows_is_refused():
    assert refusal(b"<a>" * 140_000 + b"</a>" * 140_000) == NO_RATES


@pytest.mark.parametrize("place_of", [str, Path.as_uri])
def test_a_file_is_read_by_its_path_or_its_address(tmp_path, place_of):
    file = tmp_path / "daily rates.xml"
    file.write_bytes(ecb_xml())

    assert EcbRates(place_of(file), 20).fetch(EUR) == parse_ecb(ecb_xml())


@pytest.mark.parametrize(
    "place", ["/nowhere/daily.xml", "file:///nowhere/daily.xml", "/", "ftp://127.0.0.1/a", "a\0b", ""]
)
def test_a_file_that_cannot_be_read_is_a_failure(place):
    with pytest.raises(RateSourceFailed, match="cannot be read"):
        EcbRates(place, 20).fetch(EUR)


def refusal(xml):
    """Why there is no table. Anything but a refusal lets the test fail."""
    with pytest.raises(RateSourceFailed) as failed:
        parse_ecb(xml)
    assert failed.value.values["source"] == "ECB"
    return str(failed.value.values["reason"])
