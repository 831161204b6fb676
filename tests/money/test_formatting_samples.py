"""Amounts as people write them where they live, and never another amount than the one that is charged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.money import Currency, Money, format_money

NO_BREAK, NARROW = "\u00a0", "\u202f"


def plain(text: str) -> str:
    return text.replace(NO_BREAK, " ").replace(NARROW, " ")


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "expected"),
    [
        ("1234.50", "EUR", "de-DE", "1.234,50 €"),
        ("1234.50", "EUR", "de-AT", "€ 1.234,50"),
        ("1234.50", "CHF", "de-CH", "CHF 1’234.50"),
        ("1234.50", "EUR", "fr-FR", "1 234,50 €"),
        ("1234567.50", "INR", "en-IN", "₹12,34,567.50"),
        ("1234.50", "EUR", "es-ES", "1.234,50 €"),
        ("10.00", "CAD", "en-US", "CA$10.00"),
        ("10.00", "USD", "en-CA", "US$10.00"),
        ("1235", "JPY", "ja-JP", "¥1,235"),
        ("1234.567", "KWD", "en", "KWD1,234.567"),
    ],
)
def test_samples(amount, currency, locale, expected):
    assert plain(format_money(Money.of(amount, currency), locale)).replace("￥", "¥") == expected


def test_french_groups_with_a_narrow_space_that_does_not_break():
    assert format_money(Money.of("1234.50", "EUR"), "fr-FR") == f"1{NARROW}234,50{NO_BREAK}€"


def test_digits_that_the_locale_would_hide_are_shown_when_they_count():
    # CLDR shows the Afghani without its hundredth, ISO 4217 charges it.
    assert "12.34" in format_money(Money.of("12.34", "AFN"), "en")
    assert "12.34" not in format_money(Money.of("12.00", "AFN"), "en")


@given(
    st.integers(-(10**12), 10**12),
    st.sampled_from(["EUR", "JPY", "USD", "CHF", "AED", "HUF", "KWD"]),
    st.sampled_from(["de-DE", "de-CH", "fr-FR", "ja-JP", "ar-AE", "en-IN"]),
)
def test_nothing_is_rounded_on_the_way_to_the_page(minor, code, locale):
    currency = Currency.of(code)

    shown = "".join(character for character in format_money(Money(minor, currency), locale) if character.isdigit())

    assert shown == f"{abs(minor):0{currency.exponent + 1}}"
