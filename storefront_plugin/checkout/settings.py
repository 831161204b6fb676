"""`[checkout]`: how long prices are promised, the terms, and how may be paid."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from storefront_plugin.checkout.payments.bank_transfer.settings import BankTransferSettings, BankTransferShape
from storefront_plugin.checkout.payments.stripe.settings import StripeSettings, StripeShape
from storefront_plugin.shapes import Between, LineField, Shape, Written
from storefront_plugin.texts import sf_


@dataclass(frozen=True, slots=True)
class CheckoutSettings:
    """`sandbox` asks for the in-process Stripe outside debug and tests too; `terms_url` is a page of the shop.

    `order_link_days` is for how long the link in a letter shows the order to whoever holds it.
    """

    quote_minutes: int = 30
    order_link_days: int = 30
    sandbox: bool = False
    terms_url: str = ""
    stripe: StripeSettings = field(default_factory=StripeSettings)
    bank_transfer: BankTransferSettings = field(default_factory=BankTransferSettings)


_ADDRESS = sf_("“%(value)s” is no address: https://… or a path of the shop such as /terms.")


class CheckoutShape(Shape):
    """`[checkout]`."""

    makes = CheckoutSettings

    quote_minutes = fields.Integer(strict=True, load_default=30, validate=Between(1, 24 * 60))
    order_link_days = fields.Integer(strict=True, load_default=30, validate=Between(1, 365))
    sandbox = fields.Boolean(load_default=False)
    terms_url = LineField(load_default="", validate=Written(r"^((https?:/)?/[^/\s]\S*)?$", _ADDRESS))
    stripe = fields.Nested(StripeShape, load_default=StripeSettings)
    bank_transfer = fields.Nested(BankTransferShape, load_default=BankTransferSettings)

    @validates_schema
    def _one_till(self, data: dict[str, Any], **_: object) -> None:
        """Real keys and the sandbox at once would leave open whether anybody is charged."""
        if data.get("sandbox") and "stripe" in data and data["stripe"].secret_key:
            text = sf_("The sandbox and a Stripe key exclude one another: remove one of them.")
            raise ValidationError([text], "sandbox")
