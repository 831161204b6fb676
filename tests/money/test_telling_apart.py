"""A $ of one country beside a $ of another: both are written so that nobody has to know for whom the page was."""

import pytest

from storefront_plugin.money import Currency, Money, ToldApart, ambiguous, currency_codes, format_money
from storefront_plugin.money.formatting import format_in_sentence, parsed_locale
from storefront_plugin.money.symbols import distinct_symbol

NO_BREAK = "\u00a0"


def enabled(*pairs):
    """“USD en-US” and so on, as the editions of an app have them."""
    return ambiguous((Currency.of(pair.split()[0]), parsed_locale(pair.split()[1])) for pair in pairs)


@pytest.mark.parametrize(
    ("pairs", "told_apart"),
    [
        (["USD en-US", "CAD en-CA"], "USD CAD"),
        (["USD en-US", "MXN es-MX", "AUD en-AU", "EUR de-DE"], "USD MXN AUD"),
        # In one locale CLDR writes CA$ beside $.
        (["USD en-US", "CAD en-US"], ""),
        (["SEK sv-SE", "DKK da-DK", "NOK nb-NO"], "SEK DKK NOK"),
        (["JPY ja-JP", "CNY zh-CN"], "JPY CNY"),
        (["GBP en-GB", "GIP en-GI"], "GBP GIP"),
        (["EUR de-DE", "EUR fr-FR", "CHF de-CH", "GBP en-GB"], ""),
        ([], ""),
    ],
)
def test_currencies_that_share_a_symbol_are_ambiguous(pairs, told_apart):
    assert enabled(*pairs) == {Currency.of(code) for code in told_apart.split()}


@pytest.mark.parametrize(
    ("amount", "code", "locale", "shown"),
    [
        ("10.00", "USD", "en-US", "US$10.00"),
        ("10.00", "CAD", "en-CA", "CA$10.00"),
        ("-10.00", "CAD", "en-CA", "-CA$10.00"),
        ("10.00", "CAD", "fr-CA", f"10,00{NO_BREAK}CA$"),
        ("10.00", "AUD", "en-AU", "A$10.00"),
        ("1000", "JPY", "ja-JP", "JP¥1,000"),
        ("10.00", "CNY", "zh-CN", "CN¥10.00"),
        # The code stands apart from the digits, whether it comes before them or behind.
        ("10.00", "SGD", "en-SG", f"SGD{NO_BREAK}10.00"),
        ("-10.00", "SGD", "en-SG", f"-SGD{NO_BREAK}10.00"),
        ("10.00", "SEK", "sv-SE", f"10,00{NO_BREAK}SEK"),
    ],
)
def test_they_are_written_with_a_symbol_of_their_own(amount, code, locale, shown):
    money = Money.of(amount, code)

    assert format_money(money, locale, ToldApart([money.currency])) == shown


def test_what_is_not_mistaken_keeps_the_symbol_that_people_know():
    dollars = enabled("USD en-US", "CAD en-CA")

    assert format_money(Money.of("10.00", "EUR"), "de-DE", dollars) == f"10,00{NO_BREAK}€"


def test_no_two_currencies_have_the_same_symbol_of_their_own():
    symbols = [distinct_symbol(Currency.of(code)) for code in currency_codes()]

    assert len(set(symbols)) == len(symbols)


@pytest.mark.parametrize("locale", ["ar-AE", "he-IL", "fa-IR", "ur-PK"])
def test_within_right_to_left_text_an_amount_is_isolated(locale):
    money = Money.of("-12.50", "EUR")

    assert format_in_sentence(money, locale) == f"\u2068{format_money(money, locale)}\u2069"


def test_within_left_to_right_text_it_needs_nothing():
    assert format_in_sentence(Money.of("12.50", "EUR"), "de-DE") == f"12,50{NO_BREAK}€"
