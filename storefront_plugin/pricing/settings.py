"""`[pricing]`: the shop's own currency, and how its prices become those of other markets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from storefront_plugin.errors import InexactAmount
from storefront_plugin.markets.edition import Market
from storefront_plugin.money import Currency, Money, Rounding
from storefront_plugin.pricing.price import PriceTerms
from storefront_plugin.shapes import AmountField, Between, CurrencyField, RoundingField, Shape, refused
from storefront_plugin.texts import Text, sf_


class Unit(StrEnum):
    """What a bare number in the shop's templates counts: 12.50 euros, or 1250 cents."""

    MAJOR = "major"
    MINOR = "minor"


@dataclass(frozen=True, slots=True)
class PricingSettings:
    """`currency` is the shop's own; `fixed_rates` are per one unit of it, `steps` in major units by market key."""

    currency: Currency
    unit: Unit = Unit.MAJOR
    margin: Decimal = Decimal(0)
    rounding: Rounding = Rounding.HALF_UP
    fixed_rates: Mapping[Currency, Decimal] = field(default_factory=dict)
    steps: Mapping[str, Decimal] = field(default_factory=dict)
    max_rate_age_days: int = 45

    def terms(self, market: Market) -> PriceTerms:
        """How the market's prices are made. Raises InexactAmount for a step that its currency cannot pay."""
        step = self.steps.get(market.key)
        return PriceTerms(self.margin, None if step is None else Money.of(step, market.currency), self.rounding)

    def faults_with(self, markets: Sequence[Market]) -> dict[str, Sequence[Text]]:
        """What does not fit the markets, by the key's name below `pricing`; both must be known to tell."""
        by_key = {market.key: market for market in markets}
        faults: dict[str, Sequence[Text]] = {}
        for key in self.steps:
            try:
                self.terms(by_key[key])
            except KeyError:
                faults[f"steps.{key}"] = (sf_("There is no market “%(key)s”.", key=key),)
            except InexactAmount as fault:
                faults[f"steps.{key}"] = (fault.text,)
        return faults


def _is_a_share(margin: Decimal) -> None:
    if margin >= 1:
        raise refused(
            sf_("%(margin)s would be %(percent)s %%: 3 %% is written 0.03.", margin=margin, percent=margin * 100)
        )


def _rounds(rounding: Rounding) -> None:
    if rounding is Rounding.EXACT:
        raise refused(sf_("Converted prices are never exact: choose a mode that rounds."))


class PricingShape(Shape):
    """The pricing settings as they are written."""

    makes = PricingSettings

    currency = CurrencyField(required=True)
    unit = fields.Enum(Unit, by_value=True, load_default=Unit.MAJOR)
    margin = AmountField(least="0", validate=_is_a_share, load_default=Decimal(0))
    rounding = RoundingField(validate=_rounds, load_default=Rounding.HALF_UP)
    fixed_rates = fields.Dict(keys=CurrencyField(), values=AmountField(above="0"), load_default=dict)
    steps = fields.Dict(keys=fields.String(), values=AmountField(above="0"), load_default=dict)
    max_rate_age_days = fields.Integer(strict=True, validate=Between(1), load_default=45)

    @validates_schema
    def _needs_no_rate_to_itself(self, data: dict[str, Any], **_: object) -> None:
        if (own := data.get("currency")) in data.get("fixed_rates", {}):
            text = sf_("%(code)s is the shop’s own currency and needs no rate.", code=own)
            raise ValidationError({f"{own}": [text]}, "fixed_rates")
