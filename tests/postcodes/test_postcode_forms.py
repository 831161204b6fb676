"""What a form is told: the postcode field, the address fields, and both as JSON."""

import re
from string import ascii_uppercase

import pytest

from storefront_plugin.postcodes import Presence, address_fields, check, describe
from storefront_plugin.postcodes.rules import rule_for
from storefront_plugin.postcodes.schemas import AddressFieldAnswer, CountryAnswer, PostcheckAnswer

RULES = [rule for one in ascii_uppercase for two in ascii_uppercase if (rule := rule_for(one + two))]


@pytest.mark.parametrize(
    ("country", "label", "inputmode", "presence"),
    [
        ("US", "ZIP code", "numeric", Presence.REQUIRED),
        ("IN", "PIN code", "numeric", Presence.REQUIRED),
        ("IE", "Eircode", "text", Presence.OPTIONAL),
        ("DE", "PLZ", "numeric", Presence.REQUIRED),
        ("GB", "Postcode", "text", Presence.REQUIRED),
        ("PL", "Kod pocztowy", "text", Presence.REQUIRED),
        ("AE", "Postal code", "text", Presence.NONE),
        ("XX", "Postal code", "text", Presence.OPTIONAL),
    ],
)
def test_a_field_speaks_the_countrys_word(country, label, inputmode, presence):
    field = describe(country)

    assert (str(field.label), field.inputmode, field.presence) == (label, inputmode, presence)
    assert field.autocomplete == "postal-code"


def test_a_place_with_one_code_names_it_beforehand():
    assert describe("GI").only == "GX11 1AA"
    assert describe("DE").only is None


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.only], ids=lambda rule: rule.country)
def test_the_only_code_of_a_place_is_its_example(rule):
    assert check(rule.country, rule.only).canonical == rule.only == rule.example


def test_the_browser_writes_capitals_where_the_post_does():
    capitals = {field.name: field.autocapitalize for field in address_fields("GB")}

    assert capitals == {"name": "words", "lines": "words", "city": "characters", "postcode": "characters"}


def test_only_codes_with_letters_ask_for_capitals():
    assert describe("GB").autocapitalize == "characters"
    assert describe("DE").autocapitalize == "off"


def as_python(pattern: str) -> str:
    for theirs, ours in (
        (r"[^\p{L}\p{N}]", r"[\W_]"),
        (r"[\p{L}\p{N}]", r"[^\W_]"),
        (r"\p{N}", r"\d"),
        (r"\P{N}", r"\D"),
    ):
        pattern = pattern.replace(theirs, ours)
    return pattern


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.country)
def test_the_browsers_pattern_lets_through_what_the_check_accepts(rule):
    pattern = as_python(describe(rule.country).pattern or ".*")

    for example in rule.valid:
        for typed in (example, f"{rule.country}-{example}", " ".join(example)):
            assert re.fullmatch(pattern, typed), typed


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.country)
def test_the_browsers_pattern_lets_through_digits_of_every_length_that_the_check_accepts(rule):
    pattern = as_python(describe(rule.country).pattern or ".*")

    digits = [(digit * 10)[:length] for digit in "12789" for length in range(2, 11)]
    accepted = [typed for typed in digits if check(rule.country, typed).is_valid]
    assert [typed for typed in accepted if not re.fullmatch(pattern, typed)] == []


def test_a_code_that_may_hold_letters_is_not_asked_for_on_the_number_pad():
    assert {country: describe(country).inputmode for country in ("KZ", "MU", "VE")} == {
        "KZ": "text",
        "MU": "text",
        "VE": "text",
    }


def names_of(country: str) -> list[str]:
    return [field.name for field in address_fields(country)]


def test_fields_stand_in_the_order_of_the_country():
    assert names_of("DE") == ["name", "lines", "postcode", "city"]
    assert names_of("GB") == ["name", "lines", "city", "postcode"]
    assert names_of("JP") == ["postcode", "region", "lines", "name"]


def test_a_region_is_asked_for_only_where_the_address_needs_it():
    state = next(field for field in address_fields("US") if field.name == "region")

    assert "region" not in names_of("IE")
    assert (str(state.label), state.is_required) == ("State", True)
    assert ("CA", "California") in [(region.code, region.name) for region in state.choices]


def test_a_country_without_postcodes_has_no_field_for_one():
    assert "postcode" not in names_of("AE")
    assert names_of("XX") == ["name", "lines", "city"]
    assert names_of("nonsense") == ["name", "lines", "city"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.country)
def test_every_country_has_a_form(rule):
    fields = address_fields(rule.country)

    assert {"name", "lines"} <= {field.name for field in fields}
    assert len({field.name for field in fields}) == len(fields)
    for field in fields:
        codes = [region.code for region in field.choices]
        assert len(set(codes)) == len(codes)


def test_a_check_is_answered_as_json():
    answer = PostcheckAnswer().dump(check("NL", "1234 SA"))

    assert answer == {
        "is_valid": False,
        "canonical": None,
        "reason": {
            "code": "letter_not_used",
            "text": "No postcode has “SA” in that place. An example: 1012 JS.",
        },
        "example": "1012 JS",
        "suggestion": None,
        "looks_like": None,
        "question": None,
        "region_fits": None,
        "note": None,
    }


def test_a_country_is_answered_as_json():
    answer = CountryAnswer().dump({"country": "DE", "postcode": describe("DE"), "fields": address_fields("DE")})

    assert answer["postcode"]["presence"] == "required"
    assert answer["fields"][2] == AddressFieldAnswer().dump(address_fields("DE")[2])
    assert answer["fields"][2]["label"] == "PLZ"
