"""The terms in force: which rules award points for a purchase, and how long these live. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from storefront_plugin.host import Order
from storefront_plugin.loyalty.entry import Points
from storefront_plugin.money import Money
from storefront_plugin.texts import Text, sf_

if TYPE_CHECKING:
    from storefront_plugin.loyalty.ports import LoyaltyRule

_FORMER_RULE = sf_("Points from an earlier offer")


@dataclass(frozen=True, slots=True)
class Purchase:
    """What rules may look at: the total of each line of goods, in the shop's own currency.

    Shipping is not among them, nor the currency that was paid in: an order earns the same in every currency.
    """

    base_totals: tuple[Money, ...]

    @staticmethod
    def of(order: Order) -> Purchase:
        return Purchase(tuple(line.base_total for line in order.lines))


@dataclass(frozen=True, slots=True)
class Award:
    """What a rule proposes: points, the rule's kind, and its reason in the customer's words."""

    points: Points
    rule: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Program:
    """The rules, each of its own kind, and the days until points expire (None: never)."""

    rules: tuple[LoyaltyRule, ...] = ()
    expiry_days: int | None = None

    def __post_init__(self) -> None:
        if len({rule.kind for rule in self.rules}) < len(self.rules):
            raise ValueError("two rules of one kind: a source would accrue for one of them only")
        if self.expiry_days is not None and self.expiry_days < 1:
            raise ValueError(f"points must live for a day at least, not {self.expiry_days}")

    def awards(self, purchase: Purchase) -> tuple[Award, ...]:
        """What the rules give for a purchase; none is empty."""
        found = (rule.award(purchase) for rule in self.rules)
        return tuple(award for award in found if award and award.points > 0)

    def expires_at(self, occurred_at: datetime) -> datetime | None:
        """The first moment at which points earned then are no longer there."""
        return None if self.expiry_days is None else occurred_at + timedelta(days=self.expiry_days)

    def reason_for(self, rule_kind: str) -> Text:
        """Why a rule gave points, for people; entries outlive the rule that made them."""
        return next((rule.reason for rule in self.rules if rule.kind == rule_kind), _FORMER_RULE)
