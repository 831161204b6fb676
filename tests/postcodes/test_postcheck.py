"""What a check says: the canonical form, or why not and what was probably meant."""

import pytest

from storefront_plugin.postcodes import ReasonCode, check


@pytest.mark.parametrize(
    ("country", "typed", "canonical"),
    [
        ("GB", "sw1a1aa", "SW1A 1AA"),
        ("GB", "SW1A\u00a01AA", "SW1A 1AA"),
        ("DE", "D-10115", "10115"),
        ("CH", "CH-8000", "8000"),
        ("LV", "1010", "LV-1010"),
        ("NL", "NL-1234 ab", "1234 AB"),
        ("LU", "L-1234", "L-1234"),
        ("FI", "FIN-00100", "00100"),
        ("JP", "〒１００－０００１", "100-0001"),
        ("IR", "۱۱۹۳۶–۱۲۳۴۵", "11936-12345"),
        ("TH", "10110\u200b", "10110"),
        ("US", "22162 1010", "22162-1010"),
        ("US", "22162", "22162"),
        ("BR", "40.301-110", "40301-110"),
        ("PT", "1250096", "1250-096"),
    ],
)
def test_a_postcode_is_read_however_it_is_typed(country, typed, canonical):
    assert check(country, typed).canonical == canonical


@pytest.mark.parametrize(
    ("country", "typed", "code"),
    [
        ("DE", "", ReasonCode.MISSING),
        ("DE", " \u200b ", ReasonCode.MISSING),
        ("DE", "1011", ReasonCode.TOO_SHORT),
        ("DE", "101155", ReasonCode.TOO_LONG),
        ("DE", "1011X", ReasonCode.WRONG_CHARACTERS),
        ("GB", "SW1A 1AA<b>", ReasonCode.WRONG_CHARACTERS),
        ("GB", "1SW A1AA", ReasonCode.WRONG_SHAPE),
        ("NL", "1234 SA", ReasonCode.NOT_ISSUED),
        ("DE", "00000", ReasonCode.NOT_ISSUED),
        ("GB", "JE2 4WF", ReasonCode.OTHER_COUNTRY),
        ("US", "10115-", ReasonCode.WRONG_CHARACTERS),
        ("US", "12345--6789", ReasonCode.WRONG_CHARACTERS),
    ],
)
def test_a_refusal_names_the_fault(country, typed, code):
    refused = check(country, typed)

    assert not refused.is_valid
    assert refused.canonical is None
    assert refused.reason is not None
    assert refused.reason.code is code


def test_a_refusal_shows_an_example_of_the_country():
    refused = check("NL", "12 AB")

    assert refused.example == "1012 JS"
    assert str(refused.reason.text) == "This postcode is too short. An example: 1012 JS."


@pytest.mark.parametrize(
    ("country", "typed", "suggestion"),
    [
        ("GB", "S014 OYG", "SO14 0YG"),
        ("IE", "DO2 AF30", "D02 AF30"),
        ("CA", "KlA OBl", "K1A 0B1"),
        ("US", "2128", "02128"),
        ("IN", "11OOO1", "110001"),
        ("DE", "ABCDE", None),
    ],
)
def test_characters_that_look_alike_are_suggested_and_never_exchanged(country, typed, suggestion):
    refused = check(country, typed)

    assert not refused.is_valid
    assert refused.suggestion == suggestion


@pytest.mark.parametrize(("country", "typed", "other"), [("GB", "JE2 4WF", "JE"), ("US", "K1A 0B1", "CA")])
def test_a_postcode_of_elsewhere_is_recognised(country, typed, other):
    assert check(country, typed).looks_like == other


def test_a_country_without_postcodes_never_complains():
    assert check("AE", "P.O. Box 12345").is_valid
    assert check("AE", "P.O. Box 12345").canonical == ""
    assert check("HK", "x" * 100_000).is_valid


def test_an_unknown_country_takes_what_is_typed():
    assert check("XX", "  a 1 ").canonical == "a 1"
    assert check("", "1").is_valid


def test_an_optional_postcode_may_be_left_out():
    assert check("IE", "").canonical == ""


@pytest.mark.parametrize(
    ("country", "region", "typed", "fits"),
    [
        ("US", "CA", "94579", True),
        ("US", "us-ca", "94579", True),
        ("US", "California", "94579", True),
        ("US", "CA", "10001", False),
        ("GB", "SCT", "EH1 1QG", True),
        ("GB", "NIR", "EH1 1QG", False),
        ("IE", "MN", "H16 A440", True),
        ("IE", "CN", "H16 A440", True),
        ("DE", "BE", "10115", True),
        ("NL", "FR", "8600 HA", True),
        ("US", "Atlantis", "10001", None),
        ("FR", "75", "75001", None),
        ("US", None, "10001", None),
    ],
)
def test_a_region_is_advice(country, region, typed, fits):
    found = check(country, typed, region)

    assert found.is_valid
    assert found.region_fits is fits
