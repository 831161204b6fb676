"""`[pricing.lists.<name>]`: prices set by hand for a market, for a while, for some customers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from storefront_plugin.errors import InexactAmount
from storefront_plugin.markets.edition import Market
from storefront_plugin.money import Money
from storefront_plugin.pricing.lists.price_list import PriceList
from storefront_plugin.pricing.lists.price_table import PriceTable
from storefront_plugin.shapes import AmountField, LineField, Shape, refused
from storefront_plugin.skus import SkuField
from storefront_plugin.texts import Text, sf_

_FIRST_YEAR, _LAST_YEAR = 1970, 9998


@dataclass(frozen=True, slots=True)
class ListSettings:
    """One list as the settings have it; `prices` by sku, in major units of the market's currency."""

    market: str
    audience: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_sale: bool = False
    prices: Mapping[str, Decimal] = field(default_factory=dict)

    def table(self, name: str, market: Market) -> PriceTable:
        """The list of that name. Raises InexactAmount for what the market's currency cannot pay."""
        list_ = PriceList(name, self.market, self.audience, self.starts_at, self.ends_at, self.is_sale)
        prices = {sku: Money.of(amount, market.currency).minor for sku, amount in self.prices.items()}
        return PriceTable(list_, market.currency, prices)

    def faults(self, markets: Mapping[str, Market]) -> dict[str, Text]:
        """What does not fit the markets, by the key's name below the list's."""
        if self.market not in markets:
            return {"market": sf_("There is no market “%(key)s”.", key=self.market)}
        found = {}
        for sku, amount in self.prices.items():
            try:
                Money.of(amount, markets[self.market].currency)
            except InexactAmount as fault:
                found[f"prices.{sku}"] = fault.text
        return found


class MomentField(fields.Field[datetime]):
    """A moment with its zone, or a day, which begins at midnight UTC; as TOML has them, or as RFC 3339 text."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_: object) -> datetime:
        try:
            found = _parsed(value) if isinstance(value, str) else value
            if isinstance(found, datetime):
                if found.tzinfo is None:
                    raise refused(sf_("“%(value)s” lacks its time zone: write +01:00, or Z for UTC.", value=found))
                return _within_reach(found.astimezone(UTC))
            if isinstance(found, date):
                return _within_reach(datetime.combine(found, time(), UTC))
            raise ValueError(value)
        except (ValueError, OverflowError) as fault:
            if isinstance(fault, ValidationError):
                raise
            text = sf_("“%(value)s” is not a moment such as 2026-12-01T08:00:00+01:00.", value=str(value)[:40])
            raise refused(text) from fault


def _within_reach(moment: datetime) -> datetime:
    """Refuses the ends of the calendar, from which no days can be counted back or forth."""
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(moment)
    return moment


def _parsed(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return datetime.fromisoformat(text.strip())


class ListTermsShape(Shape):
    """What the prices of a list have in common, as it is written."""

    market = LineField(required=True, least=1)
    audience = LineField(load_default="", most=100)
    starts_at = MomentField(load_default=None)
    ends_at = MomentField(load_default=None)
    is_sale = fields.Boolean(data_key="sale", load_default=False)

    @validates_schema
    def _ends_after_it_begins(self, data: dict[str, Any], **_: object) -> None:
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            text = sf_("It would end at %(end)s, before it begins at %(start)s.", end=ends_at, start=starts_at)
            raise ValidationError([text], "ends_at")


class ListNameField(LineField):
    """A list's name, by which people know it."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(least=1, most=100, **rest)


class ListShape(ListTermsShape):
    """`[pricing.lists.<name>]`."""

    makes = ListSettings

    prices = fields.Dict(keys=SkuField(least=1), values=AmountField(least="0"), required=True)


class PriceListShape(ListTermsShape):
    """A list without its prices, as a command names it."""

    makes = PriceList

    name = ListNameField(required=True)
