"""A sentence with money or a day in it is said as a whole in the reader's way, and not the words alone."""

from datetime import UTC, date, datetime
from gettext import NullTranslations

from storefront_plugin.money import Currency, Money, ToldApart
from storefront_plugin.shapes import Reader
from storefront_plugin.texts import sf_

NO_BREAK = "\u00a0"
PRICE = sf_("The price is %(money)s.", money=Money.of("1234.50", "CAD"))


def reader(locale, *told_apart):
    return Reader(locale, NullTranslations(), ToldApart(Currency.of(code) for code in told_apart))


def test_money_in_a_sentence_is_written_as_where_the_reader_lives():
    assert reader("en-CA").says(PRICE) == "The price is $1,234.50."
    assert reader("de-DE").says(PRICE) == f"The price is 1.234,50{NO_BREAK}CA$."


def test_a_currency_to_be_told_apart_is_told_apart_in_sentences_too():
    assert reader("en-CA", "CAD", "USD").says(PRICE) == "The price is CA$1,234.50."


def test_in_a_right_to_left_sentence_amounts_and_days_keep_their_own_direction():
    said = reader("he-IL").says(PRICE)
    day = reader("he-IL").says(sf_("On %(day)s.", day=date(2026, 1, 1)))

    assert (said[:14], said[-2:]) == ("The price is \u2068", "\u2069.")
    assert (day[:4], day[-2:]) == ("On \u2068", "\u2069.")


def test_a_sentence_within_a_sentence_is_written_alike():
    assert reader("en-CA").says(sf_("So: %(text)s", text=PRICE)) == "So: The price is $1,234.50."


def test_a_day_is_written_as_where_the_reader_lives_and_a_moment_as_it_is():
    moment = datetime(2026, 1, 1, 12, tzinfo=UTC)
    said = sf_("%(day)s, %(moment)s", day=date(2026, 1, 1), moment=moment)

    assert reader("de-DE").says(said) == "01.01.2026, 2026-01-01 12:00:00+00:00"


def test_without_a_reader_an_amount_is_exact_and_names_its_currency():
    assert str(PRICE) == "The price is 1234.50 CAD."
