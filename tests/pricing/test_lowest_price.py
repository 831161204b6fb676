"""The price that a reduction is measured against: the lowest of the thirty days before it began."""

from datetime import timedelta

import pytest

from storefront_plugin.money import Money
from storefront_plugin.pricing.history.lowest_price import PriceThen, began_at, lowest_before
from tests.pricing.british_shop import EUR, NOW

DAY = timedelta(days=1)


def history(*told):
    """Euros by how many days before the reduction began they were first asked."""
    return [PriceThen(NOW - days * DAY, Money.of(euros, EUR)) for days, euros in told]


@pytest.mark.parametrize(
    ("told", "lowest"),
    [
        ([], None),
        # Of the reduction itself, and of what came later.
        ([(0, "8"), (-1, "7")], None),
        ([(90, "10")], "10"),
        ([(20, "10"), (10, "12")], "10"),
        # What was in force as the days began counts; what had ended by then does not.
        ([(40, "9"), (29, "12")], "9"),
        ([(40, "9"), (30, "12")], "12"),
        ([(50, "7"), (40, "9"), (20, "12")], "9"),
        # Two sales in a row: the price of the first one is the one to beat.
        ([(60, "12"), (25, "8"), (20, "12"), (0, "9")], "8"),
        ([(5, "11")], "11"),
    ],
)
def test_the_lowest_price_of_the_days_before_counts(told, lowest):
    assert lowest_before(history(*told), NOW) == (lowest and Money.of(lowest, EUR))


def test_a_price_of_a_microsecond_before_counts():
    short = [PriceThen(NOW - timedelta(microseconds=1), Money.of("1", EUR))]

    assert lowest_before(history((40, "10")) + short, NOW) == Money.of("1", EUR)


def test_prices_in_a_currency_of_before_are_not_compared():
    moved = [PriceThen(NOW - 10 * DAY, Money.of("5", "BGN"))]

    assert lowest_before(moved + history((5, "9"), (3, "10")), NOW) == Money.of("9", EUR)


def test_a_sale_without_a_first_moment_began_as_it_was_recorded():
    told = history((40, "10"), (3, "8"))

    assert began_at(told, Money.of("8", EUR), NOW) == NOW - 3 * DAY
    assert began_at(told, Money.of("7", EUR), NOW) == NOW
    assert began_at([], Money.of("7", EUR), NOW) == NOW
