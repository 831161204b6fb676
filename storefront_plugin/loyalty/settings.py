"""`[loyalty]`: what a purchase earns, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from marshmallow import fields

from storefront_plugin.loyalty.program import Program
from storefront_plugin.loyalty.rules.points_per_spend import PointsPerSpend
from storefront_plugin.money import Currency, Money
from storefront_plugin.shapes import AmountField, Between, Shape

MOST_POINTS = 1_000_000
MOST_DAYS = 36_500


@dataclass(frozen=True, slots=True)
class LoyaltySettings:
    """So many `points` for each full `per` spent, an amount in the shop's own currency."""

    enabled: bool = True
    points: int = 1
    per: Decimal = Decimal("1.00")
    expiry_days: int | None = None

    def program(self, currency: Currency) -> Program:
        """The program these settings describe; without rules when switched off.

        Raises InexactAmount where `per` has more digits than the currency.
        """
        if not self.enabled:
            return Program()
        return Program((PointsPerSpend(self.points, Money.of(self.per, currency)),), self.expiry_days)


class LoyaltyShape(Shape):
    """`[loyalty]`."""

    makes = LoyaltySettings

    enabled = fields.Boolean(load_default=True)
    points = fields.Integer(strict=True, load_default=1, validate=Between(1, MOST_POINTS))
    per = AmountField(above="0", load_default=Decimal("1.00"))
    expiry_days = fields.Integer(strict=True, load_default=None, allow_none=True, validate=Between(1, MOST_DAYS))
