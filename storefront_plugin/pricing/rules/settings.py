"""`[pricing.rules.<market>]`: how one market's prices are made."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from marshmallow import fields, post_load

from storefront_plugin.errors import InexactAmount
from storefront_plugin.markets.edition import Market
from storefront_plugin.money import Money, Rounding
from storefront_plugin.pricing.rules.terms import PriceTerms
from storefront_plugin.pricing.share_field import ShareField
from storefront_plugin.shapes import AmountField, RoundingField, Shape, refused
from storefront_plugin.texts import Text, sf_

MIRROR = "mirror"


@dataclass(frozen=True, slots=True)
class MarketRule:
    """One market's rule, in major units of its currency; None is what all markets have."""

    step: Decimal | None = None
    ending: Decimal | None = None
    mirrors_ending: bool = False
    adjustment: Decimal = Decimal(0)
    floor: Decimal | None = None
    margin: Decimal | None = None
    rounding: Rounding | None = None
    # Whether totals are rounded to what cash can pay, where the market's shops always do.
    cash_rounding: bool = False

    def terms(self, market: Market, margin: Decimal, rounding: Rounding) -> PriceTerms:
        """The terms of the market, with what all markets have. Raises InexactAmount for what it cannot pay."""
        step = _money(self.step, market)
        if self.mirrors_ending and step is None:
            step = Money.of("1", market.currency)
        return PriceTerms(
            margin=margin if self.margin is None else self.margin,
            adjustment=self.adjustment,
            step=step,
            rounding=self.rounding or rounding,
            ending=_money(self.ending, market),
            mirrors_ending=self.mirrors_ending,
            floor=_money(self.floor, market),
        )

    def faults(self, market: Market) -> dict[str, Text]:
        """What the market's currency cannot pay, and an ending larger than the step, or than one, by the key's name."""
        found = {}
        for name in ("step", "ending", "floor"):
            try:
                _money(getattr(self, name), market)
            except InexactAmount as fault:
                found[name] = fault.text
        step = self.step or Decimal(1)
        if self.ending is not None and -self.ending >= step:
            found["ending"] = sf_(
                "An ending of %(ending)s is no less than the step, %(step)s: prices would overtake one another.",
                ending=self.ending,
                step=step,
            )
        return found


def _money(amount: Decimal | None, market: Market) -> Money | None:
    return None if amount is None else Money.of(amount, market.currency)


def rounds(rounding: Rounding) -> None:
    """Refuses the mode that does not."""
    if rounding is Rounding.EXACT:
        raise refused(sf_("Converted prices are never exact: choose a mode that rounds."))


class EndingField(AmountField):
    """What is added after the step, below zero; or the word "mirror"."""

    def _deserialize(self, value: object, attr: str | None, data: object, **rest: Any) -> Any:
        if value == MIRROR:
            return MIRROR
        number = super()._deserialize(value, attr, data, **rest)
        if number >= 0:
            raise refused(sf_("An ending is taken off the step: write -0.01, or mirror."))
        return number


class RuleShape(Shape):
    """One market's rule as it is written."""

    step = AmountField(above="0", load_default=None)
    ending = EndingField(load_default=None)
    adjustment = ShareField(load_default=Decimal(0))
    floor = AmountField(above="0", load_default=None)
    margin = ShareField(least="0", load_default=None)
    rounding = RoundingField(validate=rounds, load_default=None)
    cash_rounding = fields.Boolean(load_default=False)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> MarketRule:
        is_mirror = data["ending"] == MIRROR
        return MarketRule(**{**data, "ending": None if is_mirror else data["ending"]}, mirrors_ending=is_mirror)
