"""`[pricing.delivery.<key>]`: ways of delivery for a shop that does not tell them itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from marshmallow import fields

from storefront_plugin.markets.edition import Market
from storefront_plugin.money import Currency
from storefront_plugin.pricing.amounts import AmountsByCurrency
from storefront_plugin.shapes import AmountField, ByCurrencyField, CountryField, LineField, LocaleField, Shape
from storefront_plugin.texts import Text, sf_

CONVERT = "convert"


@dataclass(frozen=True, slots=True)
class DeliverySettings:
    """One way of delivery; without countries it goes everywhere. `names` are by locale or language."""

    name: str
    price: AmountsByCurrency
    # What the goods must come to for it to be free.
    free_from: AmountsByCurrency | None = None
    countries: Sequence[str] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def goes_to(self, country: str) -> bool:
        return not self.countries or country in self.countries

    def name_in(self, locale: str) -> str:
        """Its name in the nearest language that has one: that of de-CH, then of de, then the one for all."""
        while locale:
            if locale in self.names:
                return self.names[locale]
            locale = locale.rpartition("-")[0]
        return self.name

    def faults(self, own: Currency, markets: Sequence[Market]) -> Iterator[tuple[str, Text]]:
        """What is lacking for the markets, or none of theirs, by the key's name below the way's."""
        for name, amounts in (("price", self.price), ("free_from", self.free_from)):
            if amounts is not None:
                yield from ((f"{name}.{code}".rstrip("."), text) for code, text in amounts.faults(own, markets))
        sold_to = {country for market in markets for country in market.countries}
        for country in self.countries:
            if country not in sold_to:
                yield "countries", sf_("No market sells to %(country)s.", country=country)


class AmountOrRuleField(AmountField):
    """An amount of at least zero; or the word "convert"."""

    def _deserialize(self, value: object, attr: str | None, data: object, **rest: Any) -> Any:
        return None if value == CONVERT else super()._deserialize(value, attr, data, **rest)


class AmountsField(fields.Field[AmountsByCurrency]):
    """`{ GBP = 40, EUR = 45, JPY = "convert" }`."""

    _by_currency = ByCurrencyField(AmountOrRuleField(least="0"))

    def _deserialize(self, value: object, attr: str | None, data: Any, **_: object) -> AmountsByCurrency:
        return AmountsByCurrency(self._by_currency.deserialize(value, attr, data))


class DeliveryShape(Shape):
    """`[pricing.delivery.<key>]`."""

    makes = DeliverySettings

    name = LineField(required=True, least=1)
    names = fields.Dict(keys=LocaleField(), values=LineField(least=1), load_default=dict)
    price = AmountsField(required=True)
    free_from = AmountsField(load_default=None)
    countries = fields.List(CountryField(), load_default=tuple)
