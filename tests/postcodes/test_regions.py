"""Where a region's postcodes are known: the published examples of each region lie in it, and hardly any elsewhere."""

import pytest

from storefront_plugin.postcodes import check
from storefront_plugin.postcodes.published import entry_of
from storefront_plugin.postcodes.regions import regions_of
from storefront_plugin.postcodes.rules import rule_for

PUBLISHED = "AD AM AR AU BR CA EG ES IN IT JP KR MX MY NI PH RU SV TH TR TW UA US UY".split()
OWN = "AR CR DE FR GB ID IE NL NZ PT RO".split()


def examples_of(country):
    """Each region's code with its published examples; some regions have none, and some regions no code."""
    entry = entry_of(country)
    examples = entry.get("sub_zipexs", "").split("~")
    for region, written in zip(regions_of(country), examples, strict=False):
        # A range such as "35004,36925" names its ends.
        yield from ((region, example) for example in written.split(",") if example.strip())


@pytest.mark.parametrize("country", PUBLISHED)
def test_the_published_examples_of_a_region_lie_in_it(country):
    wrong = [
        (region.code, example)
        for region, example in examples_of(country)
        if (found := check(country, example, region.code)).is_valid and found.region_fits is False
    ]

    assert wrong == []


@pytest.mark.parametrize("country", sorted({*PUBLISHED, *OWN}))
def test_a_region_is_known_by_its_code_and_by_its_name(country):
    rule = rule_for(country)
    names = {region.code: region.latin_name for region in regions_of(country)} | rule.region_names

    told = {
        code: {check(country, rule.example, called).region_fits for called in (code, f"{country}-{code}", name)}
        for code, name in names.items()
    }

    assert any(answers != {None} for answers in told.values())
    assert {code: answers for code, answers in told.items() if len(answers) > 1} == {}


@pytest.mark.parametrize(
    ("country", "language", "expected"),
    [
        ("AE", "en", "Abu Dhabi"),
        ("AE", "ar", "أبو ظبي"),
        ("AE", "ja", "Abu Dhabi"),
        ("JP", "ja", "北海道"),
        ("JP", "de", "Hokkaido"),
        ("TW", "zh", "台中市"),
        ("US", "en", "Alabama"),
    ],
)
def test_a_region_is_called_so_that_who_chooses_it_can_read_it(country, language, expected):
    assert regions_of(country)[0].name_in(language, country) == expected
