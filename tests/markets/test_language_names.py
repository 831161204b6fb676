"""What a language is called in the switcher and in the suggestion: in its own words, and apart from its like."""

import pytest

from storefront_plugin.markets.edition import Edition, Market
from storefront_plugin.money import Currency

MARKET = Market("all", ("DE",), Currency.of("EUR"), ())


@pytest.mark.parametrize(
    ("locale", "autonym", "within_a_sentence"),
    [
        ("de-AT", "Deutsch", "Deutsch"),
        ("fr", "Français", "français"),
        ("ja", "日本語", "日本語"),
        ("pt-BR", "Português", "português"),
    ],
)
def test_a_language_is_called_by_its_own_name(locale, autonym, within_a_sentence):
    edition = Edition("any", MARKET, locale)

    assert (edition.autonym, edition.language_name) == (autonym, within_a_sentence)


@pytest.mark.parametrize(
    ("locale", "autonym"),
    [
        ("zh-Hans", "简体中文"),
        ("zh-CN", "简体中文"),
        ("zh-Hant", "繁體中文"),
        ("zh-TW", "繁體中文"),
        ("sr-Cyrl", "Српски"),
        ("sr-Latn", "Srpski"),
    ],
)
def test_two_scripts_of_one_language_are_told_apart_in_its_name(locale, autonym):
    assert Edition("any", MARKET, locale).autonym == autonym
