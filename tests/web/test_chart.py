"""Where the line of a small chart runs."""

from datetime import date
from decimal import Decimal

import pytest

from storefront_plugin.web.chart import line_chart


def test_a_line_runs_from_the_first_day_to_the_last_and_upwards():
    points = [(date(2026, 11, day), Decimal(value)) for day, value in [(1, "1.0"), (6, "1.5"), (11, "2.0")]]

    chart = line_chart(points)

    assert chart.line == "5.0,59.0 120.0,32.0 235.0,5.0"
    assert chart.area == f"5.0,64 {chart.line} 235.0,64"


def test_a_rate_that_never_moved_runs_through_the_middle():
    chart = line_chart([(date(2026, 11, 1), Decimal(1)), (date(2026, 11, 2), Decimal(1))])

    assert chart.line == "5.0,32.0 235.0,32.0"


@pytest.mark.parametrize("points", [[], [(date(2026, 11, 1), Decimal(1))]])
def test_there_is_no_line_through_fewer_than_two_days(points):
    assert line_chart(points) is None
