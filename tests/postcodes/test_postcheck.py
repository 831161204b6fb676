"""What a check says: the canonical form, or why not and what was probably meant."""

from gettext import NullTranslations

import pytest

from storefront_plugin.postcodes import NoteCode, ReasonCode, check
from storefront_plugin.postcodes.naming import CountryName
from storefront_plugin.resources import resource_dir
from storefront_plugin.texts import Catalogues


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
        ("SI", "SLO-1000", "1000"),
        ("GP", "FR-97110", "97110"),
        ("PR", "US 00901", "00901"),
        ("JE", "UK JE2 4WF", "JE2 4WF"),
        ("MX", "C.P. 06000", "06000"),
        ("OM", "PC 133", "133"),
        ("RS", "11000", "11000"),
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
        ("NL", "1234 SA", ReasonCode.LETTER_NOT_USED),
        ("GB", "SW1A 1AC", ReasonCode.LETTER_NOT_USED),
        ("IE", "D02 AFO0", ReasonCode.LETTER_NOT_USED),
        ("CA", "D1A 1A1", ReasonCode.LETTER_NOT_USED),
        ("GB", "ZZ1 0ZZ", ReasonCode.NOT_ISSUED),
        ("IE", "B02 AF30", ReasonCode.NOT_ISSUED),
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


@pytest.mark.parametrize(
    ("country", "typed", "other"),
    [
        ("GB", "JE2 4WF", "JE"),
        ("US", "K1A 0B1", "CA"),
        ("FR", "D-10115", "DE"),
        ("IT", "DE-11011", "DE"),
        ("DK", "3900", "GL"),
        ("MQ", "75001", "FR"),
        ("AX", "00100", "FI"),
        ("DE", "K8N 5W6", "CA"),
    ],
)
def test_a_postcode_of_elsewhere_is_recognised(country, typed, other):
    assert check(country, typed).looks_like == other


def test_a_postcode_of_elsewhere_asks_for_another_country():
    refused = check("GB", "JE2 4WF")

    assert str(refused.reason.text) == "This looks like a postcode of another country: Jersey. Change the country?"


def test_the_name_of_the_other_country_is_said_in_the_readers_language():
    german = Catalogues(resource_dir("translations")).of("de-DE")

    assert CountryName("DE").said_in(german) == "Deutschland"
    assert CountryName("DE").said_in(NullTranslations()) == "Germany"


@pytest.mark.parametrize(
    ("country", "typed", "territory"),
    [
        ("US", "00901", "PR"),
        ("US", "96910", "GU"),
        ("FR", "97200", "MQ"),
        ("FR", "98000", "MC"),
        ("FI", "22100", "AX"),
        ("NO", "9170", "SJ"),
        ("IT", "47890", "SM"),
        ("CH", "9490", "LI"),
        ("US", "10001", None),
        ("FR", "75001", None),
    ],
)
def test_a_postcode_of_a_territory_is_right_and_noted(country, typed, territory):
    found = check(country, typed)

    assert found.is_valid
    assert found.looks_like == territory
    assert (found.note is not None and found.note.code is NoteCode.TERRITORY) is (territory is not None)


def test_a_letter_that_is_not_used_is_named():
    refused = check("CA", "K1A 0D1")

    assert str(refused.reason.text) == "No postcode has “D” in that place. An example: K1A 0B1."


def test_a_suggestion_is_put_as_a_question():
    assert str(check("GB", "S014 OYG").question) == "Did you mean SO14 0YG?"
    assert check("GB", "SO14 0YG").question is None


def test_a_country_without_postcodes_never_complains():
    assert check("AE", "P.O. Box 12345").is_valid
    assert check("AE", "P.O. Box 12345").canonical == ""
    assert check("HK", "x" * 100_000).is_valid
    assert check("AE", "").note is None


def test_what_was_written_where_there_are_no_postcodes_is_left_out_with_a_note():
    note = check("AE", "12345").note

    assert note.code is NoteCode.DROPPED
    assert str(note.text) == "Addresses there have no postcode (United Arab Emirates): what you wrote is left out."


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
        ("US", "KY", "42223", True),
        ("US", "TN", "42223", True),
        ("US", "OH", "42223", False),
        ("CA", "Québec", "H3B 1A7", True),
        ("BR", "sao paulo", "01310-100", True),
        ("TR", "İstanbul", "34000", True),
        ("TR", "istanbul", "06000", False),
        ("IN", "TS", "500001", True),
        ("IN", "TG", "500001", True),
        ("KR", "51", "24000", True),
        ("AU", "NSW", "4385", True),
        ("FR", "75", "75001", True),
        ("FR", "Île-de-France", "92100", True),
        ("FR", "2B", "20200", True),
        ("PT", "Lisboa", "1100-585", True),
        ("RO", "CJ", "010011", False),
        ("CR", "SJ", "10108", True),
        ("ID", "JK", "12940", True),
        ("NZ", "STL", "1010", False),
        ("TH", "จังหวัด บึงกาฬ", "38000", True),
        ("PL", "MZ", "00-950", None),
        ("US", None, "10001", None),
    ],
)
def test_a_region_is_advice(country, region, typed, fits):
    found = check(country, typed, region)

    assert found.is_valid
    assert found.region_fits is fits
    assert (found.note is not None) is (fits is False)


@pytest.mark.parametrize(
    ("country", "region", "typed", "named"),
    [
        ("US", "CA", "10001", "New York"),
        ("GB", "Northern Ireland", "EH1 1QG", "Scotland"),
        ("DE", "Bayern", "10115", "Berlin"),
        ("JP", "27", "100-0001", "Tokyo"),
        ("IE", "D", "H16 A440", "Co. Cavan, Co. Monaghan"),
    ],
)
def test_the_region_where_a_postcode_lies_is_named(country, region, typed, named):
    note = check(country, typed, region).note

    assert note.code is NoteCode.OTHER_REGION
    assert str(note.text) == f"This postcode seems to lie in another region: {named}."
