"""The usual rule: points for money spent on goods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from storefront_plugin.loyalty.entry import Points
from storefront_plugin.loyalty.program import Award, Purchase
from storefront_plugin.money import Money, total
from storefront_plugin.texts import Text, sf_


@dataclass(frozen=True, slots=True)
class PointsPerSpend:
    """Points for every full step of money spent; what is left over earns nothing.

    The step is in the shop's own currency. Raises CurrencyMismatch for a purchase in any other.
    """

    kind: ClassVar[str] = "points_per_spend"
    reason: ClassVar[Text] = sf_("For your purchase")

    points: Points
    step: Money

    def __post_init__(self) -> None:
        if type(self.points) is not int or self.points < 1:
            raise ValueError(f"points must be a whole number above zero, not {self.points!r}")
        if self.step.minor < 1:
            raise ValueError(f"the step must be more than nothing, not {self.step}")

    def award(self, purchase: Purchase) -> Award | None:
        spent = total(purchase.base_totals, self.step.currency)
        full_steps = max(spent.minor, 0) // self.step.minor
        return Award(full_steps * self.points, self.kind, self.reason) if full_steps else None
