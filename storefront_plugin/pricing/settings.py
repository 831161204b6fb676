"""`[pricing]`: the shop's own currency, and how its prices become those of other markets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from marshmallow import ValidationError, fields, validates_schema

from storefront_plugin.markets.edition import Market
from storefront_plugin.money import Currency, Rounding
from storefront_plugin.pricing.amounts import AmountsByCurrency
from storefront_plugin.pricing.lists.settings import ListNameField, ListSettings, ListShape
from storefront_plugin.pricing.quotes.delivery_settings import AmountsField, DeliverySettings, DeliveryShape
from storefront_plugin.pricing.rates.settings import RatesSettings, RatesShape
from storefront_plugin.pricing.rules.settings import MarketRule, RuleShape, rounds
from storefront_plugin.pricing.rules.tax_settings import TaxSettings, TaxShape
from storefront_plugin.pricing.rules.terms import PriceTerms
from storefront_plugin.pricing.share_field import ShareField
from storefront_plugin.shapes import (
    AmountField,
    ByCurrencyField,
    CurrencyField,
    LineField,
    RoundingField,
    Shape,
    refused,
)
from storefront_plugin.texts import Text, sf_

Part = TypeVar("Part")

_MOST_MAGNITUDE = 15


class Unit(StrEnum):
    """What a bare number in the shop's templates counts: 12.50 euros, or 1250 cents."""

    MAJOR = "major"
    MINOR = "minor"


@dataclass(frozen=True, slots=True)
class PricingSettings:
    """`currency` is the shop's own; `fixed_rates` are per one unit of it, `rules` by market key, `lists` by name."""

    currency: Currency
    unit: Unit = Unit.MAJOR
    margin: Decimal = Decimal(0)
    rounding: Rounding = Rounding.HALF_UP
    fixed_rates: Mapping[Currency, Decimal] = field(default_factory=dict)
    rules: Mapping[str, MarketRule] = field(default_factory=dict)
    tax: TaxSettings = field(default_factory=TaxSettings)
    rates: RatesSettings = field(default_factory=RatesSettings)
    lists: Mapping[str, ListSettings] = field(default_factory=dict)
    # By the key that a quote's delivery is chosen by, the usual one first.
    delivery: Mapping[str, DeliverySettings] = field(default_factory=dict)
    minimum_order: AmountsByCurrency | None = None

    def foreign_to(self, markets: Iterable[Market]) -> tuple[Currency, ...]:
        """The currencies of these markets that need a rate, each once."""
        return tuple(dict.fromkeys(market.currency for market in markets if market.currency != self.currency))

    def terms(self, market: Market) -> PriceTerms:
        """How the market's prices are made. Raises InexactAmount for what its currency cannot pay."""
        return self.rules.get(market.key, MarketRule()).terms(market, self.margin, self.rounding)

    def faults_with(self, markets: Sequence[Market]) -> dict[str, Sequence[Text]]:
        """What does not fit the markets, by the key's name below `pricing`; both must be known to tell."""
        by_key = {market.key: market for market in markets}
        faults: dict[str, Sequence[Text]] = {}
        for key, rule in self.rules.items():
            if key not in by_key:
                faults[f"rules.{key}"] = (sf_("There is no market “%(key)s”.", key=key),)
                continue
            faults |= {f"rules.{key}.{name}": (text,) for name, text in rule.faults(by_key[key]).items()}
        for list_name, each in self.lists.items():
            faults |= {f"lists.{list_name}.{name}": (text,) for name, text in each.faults(by_key).items()}
        for way_key, way in self.delivery.items():
            faults |= _gathered(f"delivery.{way_key}", way.faults(self.currency, markets))
        if self.minimum_order is not None:
            faults |= _gathered("minimum_order", self.minimum_order.faults(self.currency, markets))
        return faults | {f"tax.{key}": (text,) for key, text in self.tax.faults(markets)}


def _gathered(path: str, faults: Iterable[tuple[str, Text]]) -> dict[str, Sequence[Text]]:
    """Faults by the key's full name, of which one key may have several."""
    found: dict[str, list[Text]] = {}
    for name, text in faults:
        found.setdefault(f"{path}.{name}".rstrip("."), []).append(text)
    return dict(found)


def is_a_rate(ratio: Decimal) -> None:
    """Refuses what no two currencies are to each other, and prices could not be told by."""
    if abs(ratio.adjusted()) > _MOST_MAGNITUDE:
        raise refused(sf_("%(ratio)s is not the rate of any currency.", ratio=ratio))


def what_is_right(faulty: object) -> PricingSettings | None:
    """The settings without their faulty parts, so that those that only contradict the markets are told as well.

    None where not even the shop's own currency is known.
    """
    if isinstance(faulty, PricingSettings):
        return faulty
    if not isinstance(faulty, Mapping) or not isinstance(currency := faulty.get("currency"), Currency):
        return None
    found = PricingSettings(
        currency,
        rules=_whole(faulty.get("rules"), MarketRule),
        lists=_whole(faulty.get("lists"), ListSettings),
        delivery=_whole(faulty.get("delivery"), DeliverySettings),
    )
    if isinstance(tax := faulty.get("tax"), TaxSettings):
        found = replace(found, tax=tax)
    if isinstance(minimum := faulty.get("minimum_order"), AmountsByCurrency):
        found = replace(found, minimum_order=minimum)
    return found


def _whole(found: object, kind: type[Part]) -> dict[str, Part]:
    """What is right by itself among named values."""
    return {key: each for key, each in found.items() if isinstance(each, kind)} if isinstance(found, Mapping) else {}


class PricingShape(Shape):
    """The pricing settings as they are written."""

    makes = PricingSettings

    currency = CurrencyField(required=True)
    unit = fields.Enum(Unit, by_value=True, load_default=Unit.MAJOR)
    margin = ShareField(least="0", load_default=Decimal(0))
    rounding = RoundingField(validate=rounds, load_default=Rounding.HALF_UP)
    fixed_rates = ByCurrencyField(AmountField(above="0", validate=is_a_rate), load_default=dict)
    rules = fields.Dict(keys=fields.String(), values=fields.Nested(RuleShape), load_default=dict)
    tax = fields.Nested(TaxShape, load_default=TaxSettings)
    rates = fields.Nested(RatesShape, load_default=RatesSettings)
    lists = fields.Dict(keys=ListNameField(), values=fields.Nested(ListShape), load_default=dict)
    delivery = fields.Dict(keys=LineField(least=1), values=fields.Nested(DeliveryShape), load_default=dict)
    minimum_order = AmountsField(load_default=None)

    @validates_schema
    def _needs_no_rate_to_itself(self, data: dict[str, Any], **_: object) -> None:
        if (own := data.get("currency")) in data.get("fixed_rates", {}):
            text = sf_("%(code)s is the shop’s own currency and needs no rate.", code=own)
            raise ValidationError({f"{own}": [text]}, "fixed_rates")
