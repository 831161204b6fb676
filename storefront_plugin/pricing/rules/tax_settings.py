"""`[pricing.tax]`: which taxes prices contain, at home and in each market, and what stays the same between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from marshmallow import fields

from storefront_plugin.host import STANDARD_TAX
from storefront_plugin.markets.edition import Market, TaxDisplay
from storefront_plugin.pricing.rules.terms import TaxShift
from storefront_plugin.pricing.share_field import ShareField
from storefront_plugin.shapes import Shape
from storefront_plugin.texts import Text, sf_

Shares = Mapping[str, Decimal]
OWN = "own"


class Same(StrEnum):
    """What a product has in common everywhere: the price with taxes, or the one without."""

    GROSS = "gross"
    NET = "net"


@dataclass(frozen=True, slots=True)
class TaxSettings:
    """Shares by tax class: 0.20 is 20 %. `own` is contained in the shop's own prices, `markets` by market key."""

    same: Same = Same.GROSS
    own: Shares = field(default_factory=dict)
    markets: Mapping[str, Shares] = field(default_factory=dict)

    def shift(self, market: Market, tax_class: str) -> TaxShift:
        """What the taxes make of a price. A class without a share of its own has the standard one.

        The same gross price is the base price, and where prices are shown without taxes, that without the market's.
        The same net price is the base without the shop's own taxes, and with the market's where they are shown.
        """
        own, there = _share(self.own, tax_class), _share(self.markets.get(market.key, {}), tax_class)
        is_net = market.tax_display is TaxDisplay.NET
        if self.same is Same.GROSS:
            return TaxShift(contained=there) if is_net else TaxShift()
        return TaxShift(contained=own, shown=Decimal(0) if is_net else there)

    def faults(self, markets: Sequence[Market]) -> Iterator[tuple[str, Text]]:
        """What does not fit the markets, by the key's name below `tax`."""
        keys = {market.key for market in markets}
        for key in self.markets:
            if key not in keys:
                yield f"markets.{key}", sf_("There is no market “%(key)s”.", key=key)
        if self.same is Same.NET:
            for market in markets:
                if market.tax_display is TaxDisplay.GROSS and STANDARD_TAX not in self.markets.get(market.key, {}):
                    text = sf_(
                        "This market shows prices with taxes: its standard rate is needed for the same net price."
                    )
                    yield f"markets.{market.key}", text


def laid_over(plain: Any, told: Mapping[str, Any]) -> Any:
    """`[pricing.tax]` as it is written, with what the host says over it; see Host.price_taxes.

    What is written is not checked yet: what is no group is left for the shape to refuse.
    """
    if not isinstance(plain, Mapping):
        return plain
    own, markets = told.get(OWN, {}), {key: shares for key, shares in told.items() if key != OWN}
    return {**plain, "own": _over(plain.get("own"), own), "markets": _over(plain.get("markets"), markets)}


def _over(written: Any, told: Any) -> Any:
    if written is None or not isinstance(told, Mapping):
        return told
    if not isinstance(written, Mapping):
        return written
    below = {key: _over(written.get(key), each) if isinstance(each, Mapping) else each for key, each in told.items()}
    return {**written, **below}


def _share(shares: Shares, tax_class: str) -> Decimal:
    return shares.get(tax_class, shares.get(STANDARD_TAX, Decimal(0)))


def _shares() -> fields.Dict:
    return fields.Dict(keys=fields.String(), values=ShareField(least="0"), load_default=dict)


class TaxShape(Shape):
    """`[pricing.tax]`."""

    makes = TaxSettings

    same = fields.Enum(Same, by_value=True, load_default=Same.GROSS)
    own = _shares()
    markets = fields.Dict(keys=fields.String(), values=_shares(), load_default=dict)
