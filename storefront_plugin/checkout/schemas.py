"""What checkout accepts and answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from marshmallow import fields, validate

from storefront_plugin.checkout.address import WrittenAddress
from storefront_plugin.contact_fields import EmailField
from storefront_plugin.errors import InvalidQuantity
from storefront_plugin.host import MOST_OF_ONE, CartLine
from storefront_plugin.pricing.schemas import AddressAnswer, LineAnswer, TaxAnswer
from storefront_plugin.shapes import LineField, MoneyField, Shape, TextField, refused
from storefront_plugin.skus import SkuField
from storefront_plugin.texts import sf_

_MOST_LINES = 200
_INSTRUMENT = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]*", re.ASCII)


class QuantityField(fields.Integer):
    """A whole number that a cart may hold: no text, no 1.0, no yes."""

    def _deserialize(self, value: object, attr: str | None, data: Any, **rest: Any) -> int:
        if type(value) is not int or not 1 <= value <= MOST_OF_ONE:
            raise refused(InvalidQuantity(quantity=str(value)[:40], most=MOST_OF_ONE).text)
        return value


class AddressShape(Shape):
    """Where an order goes; which fields are needed depends on the country."""

    makes = WrittenAddress

    country = LineField(required=True, least=2, most=2)
    name = LineField(load_default="")
    line1 = LineField(load_default="")
    line2 = LineField(load_default="")
    city = LineField(load_default="")
    region = LineField(load_default="")
    postcode = LineField(load_default="", most=40)


class CartLineShape(Shape):
    """So many of one product."""

    makes = CartLine

    sku = SkuField(required=True, least=1)
    quantity = QuantityField(required=True)


@dataclass(frozen=True, slots=True)
class QuoteWish:
    """What a quote is asked for; no lines mean the host's cart."""

    email: str
    address: WrittenAddress
    shipping: str | None = None
    lines: list[CartLine] | None = None


class QuoteRequest(Shape):
    """A quote for the cart, or for these lines. Prices are ours to say: a request with any is refused."""

    makes = QuoteWish

    email = EmailField(required=True, least=1)
    address = fields.Nested(AddressShape, required=True)
    shipping = LineField(load_default=None, allow_none=True)
    lines = fields.List(
        fields.Nested(CartLineShape), load_default=None, allow_none=True, validate=validate.Length(1, _MOST_LINES)
    )


@dataclass(frozen=True, slots=True)
class PaymentWish:
    """What paying needs, beside who asks."""

    quote: str
    provider: str | None
    instrument: str | None
    consents: list[str]


class InstrumentField(LineField):
    """A provider's name for a way to pay. What begins with a digit may be a card's number, which nobody here keeps."""

    def _deserialize(self, value: object, attr: str | None, data: Any, **rest: Any) -> str:
        text = super()._deserialize(value, attr, data, **rest)
        if not _INSTRUMENT.fullmatch(text):
            raise refused(sf_("This is not known here."))
        return text


class AttemptRequest(Shape):
    """Pay a quote with one of the till's `providers`, by default the first.

    `instrument` is Stripe's confirmation token, or one of the sandbox's test cards; without one, the answer carries the
    `client_secret` with which the front end confirms the payment itself. A bank transfer needs none.
    """

    makes = PaymentWish

    quote = LineField(required=True, least=1, most=500)
    provider = LineField(load_default=None, allow_none=True, least=1, most=40)
    instrument = InstrumentField(load_default=None, allow_none=True, least=1, most=200)
    consents = fields.List(LineField(most=40), load_default=list, validate=validate.Length(max=20))


class TransferAnswer(Shape):
    """What the shopper is to send, and where; `bic` and `bank` are empty where the merchant names none.

    `giro_code` is the text of the square that banking apps scan (EPC069-12); null unless it is in euros, within SEPA.
    """

    reference = fields.String(required=True)
    amount = MoneyField(required=True)
    holder = fields.String(attribute="account.holder", required=True)
    iban = fields.String(attribute="account.iban", required=True)
    bic = fields.String(attribute="account.bic", required=True)
    bank = fields.String(attribute="account.bank", required=True)
    open_until = fields.AwareDateTime(required=True)
    giro_code = fields.String(required=True, allow_none=True)


class AttemptAnswer(Shape):
    """How paying stands: `state` paid with `order`, action with `next_url`, declined with `reason`, or still open.

    Open with a `client_secret`, the front end is to confirm it; open with a `transfer`, the shopper is to send money;
    open with a `next_url`, she finds there what to pay with. Her money is waited for until `open_until`.
    """

    id = fields.String(required=True)
    provider = fields.String(required=True)
    state = fields.String(required=True)
    amount = MoneyField(required=True)
    next_url = fields.String(required=True, allow_none=True)
    open_until = fields.AwareDateTime(required=True, allow_none=True)
    reason = TextField(required=True, allow_none=True)
    order = fields.String(required=True, allow_none=True)
    client_secret = fields.String(required=True, allow_none=True)
    transfer = fields.Nested(TransferAnswer, required=True, allow_none=True)


class OrderAnswer(Shape):
    """A paid order, in the language and currency it was bought in.

    `charged` is less than the total where less was captured than was authorised. `points` is what it earned; `prompt`
    the token of the question it led to, null where none is asked.
    """

    reference = fields.String(attribute="order.reference", required=True)
    locale = fields.String(attribute="order.locale", required=True)
    placed_at = fields.AwareDateTime(attribute="order.placed_at", required=True)
    email = fields.String(attribute="order.email", required=True, allow_none=True)
    lines = fields.List(fields.Nested(LineAnswer), attribute="order.lines", required=True)
    shipping_name = fields.String(attribute="order.shipping_name", required=True)
    shipping = MoneyField(attribute="order.shipping", required=True)
    taxes = fields.List(fields.Nested(TaxAnswer), attribute="order.taxes", required=True)
    rounding = MoneyField(attribute="order.rounding", required=True, allow_none=True)
    total = MoneyField(attribute="order.total", required=True)
    charged = MoneyField(required=True)
    address = fields.Nested(AddressAnswer, attribute="order.address", required=True)
    points = fields.Integer(required=True)
    prompt = fields.String(required=True, allow_none=True)


class ConsentAnswer(Shape):
    """A box to tick, never ticked beforehand."""

    key = fields.String(required=True)
    text = TextField(required=True)


class TillAnswer(Shape):
    """What the law of the country wants at the till, and how a browser pays there."""

    button = TextField(required=True)
    consents = fields.List(fields.Nested(ConsentAnswer), required=True)
    notices = fields.List(TextField(), required=True)
    terms_url = fields.String(required=True)
    providers = fields.List(fields.String(), required=True)
    publishable_key = fields.String(required=True, allow_none=True)
    test_cards = fields.List(fields.String(), required=True)
