"""What the API is asked about prices, and what it says of prices and quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import fields, validate

from storefront_plugin.pricing.overview import RateState
from storefront_plugin.pricing.quotes.service import Quotes
from storefront_plugin.shapes import AmountField, MoneyField, Shape, TextField
from storefront_plugin.skus import SkuField
from storefront_plugin.web.parts import part

MOST_SKUS = 100


@dataclass(frozen=True, slots=True)
class PricesWish:
    """The products that somebody wants to know the prices of."""

    skus: Sequence[str]


class PricesRequest(Shape):
    """`?sku=…&sku=…`, up to a hundred."""

    makes = PricesWish

    skus = fields.List(SkuField(least=1), data_key="sku", required=True, validate=validate.Length(min=1, max=MOST_SKUS))


class ListAnswer(Shape):
    """The price list that a price stands in; its name is empty where it is the shop's own for the market."""

    name = fields.String(required=True)
    sale = fields.Boolean(attribute="is_sale", required=True)
    starts_at = fields.AwareDateTime(format="iso", required=True, allow_none=True)
    ends_at = fields.AwareDateTime(format="iso", required=True, allow_none=True)


class ProductPriceAnswer(Shape):
    """One product's price in this edition, the shop's own price, and why the one became the other.

    `regular` is what it would cost without the sale that it is in, and `lowest_30_days` what a reduction refers to by
    the law of the European Union; null without a sale, and while it is not known.
    """

    sku = fields.String(attribute="product.sku", required=True)
    name = fields.String(attribute="product.name", required=True)
    price = MoneyField(attribute="price.money", required=True)
    base = MoneyField(attribute="price.base", required=True)
    regular = MoneyField(attribute="price.regular", required=True, allow_none=True)
    lowest_30_days = MoneyField(attribute="lowest", required=True, allow_none=True)
    list = fields.Nested(ListAnswer, attribute="price.listed.list", required=True, allow_none=True, dump_default=None)
    explanation = fields.List(TextField(), required=True)


class PricesAnswer(Shape):
    """The products that are on sale, and the skus that are not."""

    prices = fields.List(fields.Nested(ProductPriceAnswer), required=True)
    missing = fields.List(fields.String(), required=True)


class CurrencyAnswer(Shape):
    """One currency, named in the reader's language. `exponent` is how many digits amounts have, `display_digits` how
    many are usually shown; `markets` pay in it."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    symbol = fields.String(required=True)
    exponent = fields.Integer(required=True)
    display_digits = fields.Integer(required=True)
    markets = fields.List(fields.String(), required=True)


class RateAnswer(Shape):
    """What one of the base is in the target, before any margin; null where there is no rate to use. `as_of` is null for
    a rate that holds until the merchant changes it."""

    base = fields.String(required=True)
    target = fields.String(required=True)
    ratio = AmountField(required=True, allow_none=True)
    source = fields.String(required=True, allow_none=True)
    as_of = fields.Date(required=True, allow_none=True)
    age_days = fields.Integer(required=True, allow_none=True)
    state = fields.Enum(RateState, by_value=True, required=True)


class LineAnswer(Shape):
    """One line: the price of one, and of all."""

    sku = fields.String(required=True)
    name = fields.String(required=True)
    quantity = fields.Integer(required=True)
    unit = MoneyField(required=True)
    total = MoneyField(required=True)


class CartAnswer(Shape):
    """The cart: its lines, what they come to before delivery, and the skus that are no longer on sale.

    `sold` is false where there is no exchange rate to sell by today; the prices are then the shop's own. `short_by` is
    what `minimum_order` lacks.
    """

    lines = fields.List(fields.Nested(LineAnswer), required=True)
    subtotal = MoneyField(required=True)
    missing = fields.List(fields.String(), required=True)
    sold = fields.Boolean(attribute="is_sold", required=True)
    minimum_order = MoneyField(required=True, allow_none=True)
    short_by = MoneyField(required=True, allow_none=True)


class ShippingAnswer(Shape):
    """One way of delivery."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    price = MoneyField(required=True)


class TaxAnswer(Shape):
    """One tax: contained in the prices, or added to them. A rate of "0.19" is 19 %."""

    name = fields.String(required=True)
    rate = fields.String(required=True)
    amount = MoneyField(required=True)
    included = fields.Boolean(required=True)


class AddressAnswer(Shape):
    """Where it goes."""

    name = fields.String(required=True)
    lines = fields.List(fields.String(), required=True)
    city = fields.String(required=True)
    country = fields.String(required=True)
    postcode = fields.String(required=True)
    region = fields.String(required=True)


class QuoteTokenField(fields.String):
    """The token that stands for a whole quote to its owner."""

    def _serialize(self, value: object, attr: str | None, obj: Any, **_: object) -> str:
        return part(Quotes).token(obj)


class QuoteAnswer(Shape):
    """A quote as its owner sees it; `id` is the token that she pays with."""

    id = QuoteTokenField(required=True)
    edition = fields.String(required=True)
    market = fields.String(required=True)
    locale = fields.String(required=True)
    currency = fields.String(attribute="currency.code", required=True)
    lines = fields.List(fields.Nested(LineAnswer), required=True)
    subtotal = MoneyField(required=True)
    shipping = fields.Nested(ShippingAnswer, attribute="chosen_shipping", required=True)
    shipping_options = fields.List(fields.Nested(ShippingAnswer), required=True)
    taxes = fields.List(fields.Nested(TaxAnswer), required=True)
    rounding = MoneyField(required=True, allow_none=True)
    total = MoneyField(required=True)
    email = fields.String(required=True)
    address = fields.Nested(AddressAnswer, required=True)
    made_at = fields.AwareDateTime(format="iso", required=True)
    valid_until = fields.AwareDateTime(format="iso", required=True)
