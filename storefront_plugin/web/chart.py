"""A small line chart: where its line runs in the picture, and the facts that are told beside it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT, MARGIN = 240, 64, 5

Point = tuple[date, Decimal]


@dataclass(frozen=True, slots=True)
class LineChart:
    """`line` are the corners as SVG writes them, `area` the same down to the ground, `end` where the line stops."""

    points: Sequence[Point]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def first(self) -> Point:
        return self.points[0]

    @property
    def last(self) -> Point:
        return self.points[-1]

    @property
    def lowest(self) -> Point:
        return min(self.points, key=_value)

    @property
    def highest(self) -> Point:
        return max(self.points, key=_value)

    @property
    def line(self) -> str:
        return " ".join(f"{x},{y}" for x, y in self._corners())

    @property
    def area(self) -> str:
        (left, _), (right, _) = self._corners()[0], self._corners()[-1]
        return f"{left},{self.height} {self.line} {right},{self.height}"

    @property
    def end(self) -> tuple[Decimal, Decimal]:
        return self._corners()[-1]

    def _corners(self) -> list[tuple[Decimal, Decimal]]:
        begun, days = self.first[0], (self.last[0] - self.first[0]).days
        low, spread = self.lowest[1], self.highest[1] - self.lowest[1]
        across, down = Decimal(self.width - 2 * MARGIN), Decimal(self.height - 2 * MARGIN)
        return [
            (
                round(MARGIN + across * (day - begun).days / days, 1),
                # What never moved runs through the middle.
                round(MARGIN + down * (1 - (value - low) / spread if spread else Decimal("0.5")), 1),
            )
            for day, value in self.points
        ]


def line_chart(points: Sequence[Point]) -> LineChart | None:
    """The chart of values by day, the oldest first; None where there are fewer than two days."""
    return LineChart(points) if len({day for day, _ in points}) > 1 else None


def _value(point: Point) -> Decimal:
    return point[1]
