"""What the answers say, with everything they must be read against. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from storefront_plugin.surveys.score import NPS, Group, group_of, nps


@dataclass(frozen=True, slots=True)
class Report:
    """Of the prompts issued since a moment: how many were shown, answered and dismissed, and the NPS of the answers."""

    issued: int
    shown: int
    answered: int
    dismissed: int
    promoters: int
    passives: int
    detractors: int

    @property
    def nps(self) -> NPS:
        return nps(self.promoters, self.passives, self.detractors)

    @property
    def response_rate(self) -> float | None:
        """Answers per prompt shown; None when none was."""
        return self.answered / self.shown if self.shown else None


def report_of(*, issued: int, shown: int, dismissed: int, scores: Mapping[int, int]) -> Report:
    """The report of these counts; `scores` is how often each score was given."""
    groups: Counter[Group] = Counter()
    for score, count in scores.items():
        groups[group_of(score)] += count
    return Report(
        issued=issued,
        shown=shown,
        answered=groups.total(),
        dismissed=dismissed,
        promoters=groups[Group.PROMOTER],
        passives=groups[Group.PASSIVE],
        detractors=groups[Group.DETRACTOR],
    )
