"""The Net Promoter Score and how sure one may be of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import NormalDist

from storefront_plugin.errors import InvalidScore

HIGHEST = 10

# Adjusted Wald (Rocks 2016): three answers more, a quarter of them promoters and a quarter detractors. The plain
# interval has no width for ten promoters of ten, as if the eleventh customer were known as well.
_ADDED = 3
_ADDED_EACH = 0.75
# 95 % of a normal distribution lie within so many standard deviations: the 1.96 of the textbooks, not rounded.
_DEVIATIONS = NormalDist().inv_cdf(0.975)


class Group(StrEnum):
    """What a score makes of the one who gave it."""

    PROMOTER = "promoter"
    PASSIVE = "passive"
    DETRACTOR = "detractor"


@dataclass(frozen=True, slots=True)
class NPS:
    """From -100 to 100, with its 95 % interval and its count. Of no answers it has no value, and may be anything."""

    value: float | None
    low: float
    high: float
    n: int


def group_of(score: int) -> Group:
    """0 to 6, 7 and 8, 9 and 10. Raises InvalidScore for anything but a whole number from 0 to 10."""
    # True would pass for 1, and 8.5 belongs to no group.
    if type(score) is not int or not 0 <= score <= HIGHEST:
        raise InvalidScore(score=score)
    if score <= 6:
        return Group.DETRACTOR
    return Group.PASSIVE if score <= 8 else Group.PROMOTER


def nps(promoters: int, passives: int, detractors: int) -> NPS:
    """The percentage of promoters minus that of detractors, not rounded, and its interval."""
    counts = (promoters, passives, detractors)
    if any(type(count) is not int or count < 0 for count in counts):
        raise ValueError(f"counts are whole numbers, none below zero: {counts!r}")
    n = sum(counts)
    if n == 0:
        return NPS(None, -100.0, 100.0, 0)
    low, high = _interval(promoters + _ADDED_EACH, detractors + _ADDED_EACH, n + _ADDED)
    return NPS(100 * (promoters - detractors) / n, low, high, n)


def _interval(promoters: float, detractors: float, n: int) -> tuple[float, float]:
    mean = (promoters - detractors) / n
    variance = (promoters + detractors) / n - mean**2
    margin = _DEVIATIONS * sqrt(variance / n)
    return max(-100.0, 100 * (mean - margin)), min(100.0, 100 * (mean + margin))
