"""Each country's own examples are its tests."""

import re
from string import ascii_uppercase

import pytest

from storefront_plugin.postcodes import CountryRule, check
from storefront_plugin.postcodes.rules import own_countries, rule_for

COUNTRIES = sorted(own_countries())
RULES = [rule for one in ascii_uppercase for two in ascii_uppercase if (rule := rule_for(one + two))]


def of_country(rule: CountryRule) -> str:
    return rule.country


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.country in COUNTRIES], ids=of_country)
def test_the_examples_of_a_country_check_as_the_file_says(rule):
    assert [check(rule.country, example).canonical for example in rule.valid] == list(rule.valid)
    assert [example for example in rule.invalid if check(rule.country, example).is_valid] == []


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_country_file_is_complete(country):
    rule = rule_for(country)

    assert rule is not None
    assert rule.country == country
    assert rule.source
    assert re.fullmatch(r"20\d\d-\d\d", rule.as_of)
    assert rule.pattern is None or (rule.valid and rule.invalid)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.pattern], ids=of_country)
def test_an_example_may_be_typed_in_lower_case_or_without_separators(rule):
    for example in rule.valid:
        for typed in (example.lower(), re.sub("[ -]", "", example), f"  {example}\N{NO-BREAK SPACE}"):
            assert check(rule.country, typed).canonical == check(rule.country, example).canonical, typed


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.layout.startswith("{")], ids=of_country)
def test_the_country_may_be_written_in_front(rule):
    for example in rule.valid:
        for typed in (f"{rule.country}-{example}", f"{rule.country} {example}", f"{rule.country.lower()}{example}"):
            assert check(rule.country, typed).canonical == check(rule.country, example).canonical, typed


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.pattern], ids=of_country)
def test_zeros_alone_are_a_postcode_nowhere(rule):
    assert [zeros for length in range(3, 11) if check(rule.country, zeros := "0" * length).is_valid] == []


def test_published_countries_without_a_file_have_a_rule_too():
    assert len(RULES) > 245
    assert check("ec", "090105").canonical == "090105"
    assert not check("EC", "9010").is_valid
    assert check("BN", "bt2328").canonical == "BT2328"
