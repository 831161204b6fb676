"""Quote: the prices, the delivery and the taxes promised to one shopper until a moment. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from storefront_plugin.errors import UnknownShipping
from storefront_plugin.host import JOINED_LATER, Address, OrderLine, OrderRate, TaxLine, TaxRate
from storefront_plugin.markets.edition import Edition
from storefront_plugin.money import Currency, Money
from storefront_plugin.money import total as sum_of
from storefront_plugin.money.cash import to_cash
from storefront_plugin.pricing.quotes.taxes import tax_lines
from storefront_plugin.snapshots import encode


@dataclass(frozen=True, slots=True)
class QuotedShipping:
    """One way of delivery with its price in the quote's currency; `told` is what that was made of, None for free."""

    key: str
    name: str
    price: Money
    told: Money | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """What an order would be, to the last minor unit. Everything from here on reads it; nothing recalculates it.

    `shipping_options` are all ways of delivery that were offered, the chosen one (`shipping_key`) among them.
    `rounding` is what the sum was raised by, or lowered, to what cash can pay: zero where nothing was to do, None where
    the market does not round. `rate` is what prices were converted by, None for a quote in the shop's own currency.
    """

    id: str
    owner: str
    edition: str
    market: str
    locale: str
    lines: tuple[OrderLine, ...]
    shipping_key: str
    shipping_options: tuple[QuotedShipping, ...]
    taxes: tuple[TaxLine, ...]
    total: Money
    email: str
    address: Address
    made_at: datetime
    valid_until: datetime
    # Of the host's cart, which is bought once, or of lines that a front end named.
    from_cart: bool = False
    rounding: Money | None = field(default=None, metadata=JOINED_LATER)
    rounding_name: str = field(default="", metadata=JOINED_LATER)
    rate: OrderRate | None = field(default=None, metadata=JOINED_LATER)

    @property
    def currency(self) -> Currency:
        return self.total.currency

    @property
    def chosen_shipping(self) -> QuotedShipping:
        return next(option for option in self.shipping_options if option.key == self.shipping_key)

    @property
    def shipping_name(self) -> str:
        return self.chosen_shipping.name

    @property
    def shipping(self) -> Money:
        return self.chosen_shipping.price

    @property
    def subtotal(self) -> Money:
        """The lines alone, as shown: with the taxes that prices contain, without those that are added."""
        return sum_of([line.total for line in self.lines], self.currency)

    @property
    def digest(self) -> str:
        """One name for all of its facts: two quotes that differ in anything have different ones."""
        return digest_of(encode(self))

    def is_open(self, now: datetime) -> bool:
        return now < self.valid_until


def digest_of(snapshot: Mapping[str, Any]) -> str:
    """The digest of a quote's snapshot, whatever the order its keys come back in."""
    canonical = json.dumps(snapshot, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def decide_quote(
    *,
    id: str,
    owner: str,
    edition: Edition,
    lines: Sequence[OrderLine],
    shipping_options: Sequence[QuotedShipping],
    shipping_key: str,
    tax_rates: Sequence[TaxRate],
    address: Address,
    email: str,
    made_at: datetime,
    valid_until: datetime,
    from_cart: bool = False,
    rate: OrderRate | None = None,
    rounding_name: str | None = None,
) -> Quote:
    """The quote of these lines: each unit is rounded already, then multiplied, then added to shipping and added taxes.

    With a name for the rounding, that sum is rounded to what cash can pay.

    Raises UnknownShipping for a key that is not among the options, CurrencyMismatch where a price is in another
    currency than the rest.
    """
    shipping = _price_of(shipping_key, shipping_options)
    taxes = tax_lines(lines, shipping, tax_rates)
    total, rounding = _total(lines, shipping, taxes, to_cash_step=rounding_name is not None)
    return Quote(
        id=id,
        owner=owner,
        edition=edition.code,
        market=edition.market.key,
        locale=edition.locale,
        lines=tuple(lines),
        shipping_key=shipping_key,
        shipping_options=tuple(shipping_options),
        taxes=taxes,
        total=total,
        email=email,
        address=address,
        made_at=made_at,
        valid_until=valid_until,
        from_cart=from_cart,
        rounding=rounding,
        rounding_name=rounding_name or "",
        rate=rate,
    )


def with_shipping(quote: Quote, shipping_key: str, *, id: str, tax_rates: Sequence[TaxRate]) -> Quote:
    """Another quote of the same promise, until the same moment, delivered in another of the ways offered.

    Raises UnknownShipping.
    """
    shipping = _price_of(shipping_key, quote.shipping_options)
    taxes = tax_lines(quote.lines, shipping, tax_rates)
    total, rounding = _total(quote.lines, shipping, taxes, to_cash_step=quote.rounding is not None)
    return replace(quote, id=id, shipping_key=shipping_key, taxes=taxes, total=total, rounding=rounding)


def _price_of(shipping_key: str, options: Sequence[QuotedShipping]) -> Money:
    for option in options:
        if option.key == shipping_key:
            return option.price
    raise UnknownShipping()


def _total(
    lines: Sequence[OrderLine], shipping: Money, taxes: Sequence[TaxLine], *, to_cash_step: bool
) -> tuple[Money, Money | None]:
    """What is to pay, and how much of it is rounding."""
    added = [tax.amount for tax in taxes if not tax.included]
    exact = sum_of([*(line.total for line in lines), shipping, *added], shipping.currency)
    return to_cash(exact) if to_cash_step else (exact, None)
