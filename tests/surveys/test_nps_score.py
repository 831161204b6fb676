"""The score, its margin, and who belongs to which group."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.errors import InvalidScore
from storefront_plugin.surveys import NPS, Group, group_of, nps
from storefront_plugin.surveys.report import report_of

counts = st.integers(0, 10**6)


@pytest.mark.parametrize(
    ("groups", "value", "low", "high"),
    [
        ((162, 108, 54), 33.33, 24.95, 41.11),
        ((70, 10, 20), 50, 32.94, 64.15),
        ((50, 30, 20), 30, 14.05, 44.20),
        ((5, 3, 2), 30, -19.05, 65.20),
        ((18, 11, 2), 51.61, 25.51, 68.61),
        ((10, 0, 0), 100, 47.50, 100),
        ((1, 0, 0), 100, -48.50, 98.50),
        ((0, 10, 0), 0, -18.47, 18.47),
    ],
)
def test_the_score_has_the_margin_of_an_adjusted_wald_interval(
    groups: tuple[int, int, int], value: float, low: float, high: float
) -> None:
    found = nps(*groups)

    assert found.value is not None
    assert (round(found.value, 2), round(found.low, 2), round(found.high, 2), found.n) == (
        value,
        low,
        high,
        sum(groups),
    )


def test_no_answers_have_no_score_and_may_mean_anything() -> None:
    assert nps(0, 0, 0) == NPS(None, -100, 100, 0)


@pytest.mark.parametrize("groups", [(-1, 0, 2), (1.5, 0, 0), (True, 0, 0)])
def test_counts_are_whole_and_not_below_zero(groups: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        nps(*groups)


@given(counts, counts, counts)
def test_the_interval_lies_in_the_scale_and_widens_with_fewer_answers(p: int, s: int, d: int) -> None:
    found = nps(p, s, d)

    assert -100 <= found.low <= found.high <= 100
    assert found.high - found.low > 0
    if found.value is not None:
        assert -100 <= found.value <= 100


@given(counts, counts, counts)
def test_turning_all_answers_round_turns_the_score_round(p: int, s: int, d: int) -> None:
    one, other = nps(p, s, d), nps(d, s, p)

    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))


def test_zero_to_six_seven_and_eight_nine_and_ten() -> None:
    groups = [group_of(score) for score in range(11)]

    assert groups == [Group.DETRACTOR] * 7 + [Group.PASSIVE] * 2 + [Group.PROMOTER] * 2


@pytest.mark.parametrize("score", [-1, 11, 6.5, 8.5, True, False, "7", None])
def test_anything_else_is_in_no_group(score: object) -> None:
    with pytest.raises(InvalidScore):
        group_of(score)  # type: ignore[arg-type]


@given(st.lists(st.integers(0, 10)))
def test_promoters_passives_and_detractors_sum_to_the_answers(scores: list[int]) -> None:
    counted = {score: scores.count(score) for score in scores}

    report = report_of(issued=len(scores), shown=len(scores), dismissed=0, scores=counted)

    assert report.promoters + report.passives + report.detractors == report.answered == report.nps.n == len(scores)


def test_a_report_without_prompts_has_no_rate() -> None:
    report = report_of(issued=0, shown=0, dismissed=0, scores={})

    assert (report.response_rate, report.nps.value) == (None, None)
