"""`[checkout.stripe]`: the keys of one Stripe account, and when a card is charged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from storefront_plugin.shapes import LineField, Shape, Written
from storefront_plugin.texts import sf_


@dataclass(frozen=True, slots=True)
class StripeSettings:
    """Keys of one Stripe account. Several webhook secrets overlap while one is being rolled."""

    secret_key: str = ""
    publishable_key: str = ""
    webhook_secrets: tuple[str, ...] = ()
    # "automatic" charges a card at once, "manual" only authorises it until the merchant captures.
    capture: str = "automatic"

    @property
    def is_live(self) -> bool:
        return self.secret_key.startswith(("sk_live_", "rk_live_"))

    @property
    def is_captured_later(self) -> bool:
        return self.capture == "manual"

    def __repr__(self) -> str:
        # Settings are printed in logs and tracebacks; keys are not.
        return f"StripeSettings(is_set={bool(self.secret_key)}, webhook_secrets={len(self.webhook_secrets)})"


# The values are not repeated: they are keys.
_SECRET_KEY = sf_("This is no secret key of Stripe: it begins with sk_test_, sk_live_, rk_test_ or rk_live_.")
_PUBLISHABLE_KEY = sf_("This is no publishable key of Stripe: it begins with pk_test_ or pk_live_.")
_WEBHOOK_SECRET = sf_("This is no webhook secret of Stripe: it begins with whsec_.")
_CAPTURE = sf_("“%(value)s” is neither automatic nor manual.")


class StripeShape(Shape):
    """`[checkout.stripe]`; the keys usually come from the environment."""

    makes = StripeSettings

    secret_key = LineField(load_default="", validate=Written(r"^((sk|rk)_(test|live)_\w+)?$", _SECRET_KEY))
    publishable_key = LineField(load_default="", validate=Written(r"^(pk_(test|live)_\w+)?$", _PUBLISHABLE_KEY))
    webhook_secrets = fields.List(LineField(validate=Written(r"^whsec_\S+$", _WEBHOOK_SECRET)), load_default=list)
    capture = LineField(load_default="automatic", validate=Written(r"^(automatic|manual)$", _CAPTURE))

    @validates_schema
    def _keys_belong_together(self, data: dict[str, Any], **_: object) -> None:
        """A test page must not collect for a live account, nor the other way round."""
        secret, publishable = data.get("secret_key", ""), data.get("publishable_key", "")
        if bool(secret) != bool(publishable):
            text = sf_("The secret key and the publishable key must be set together.")
        elif secret and ("_live_" in secret) != ("_live_" in publishable):
            text = sf_("One key is for live payments and the other for tests.")
        else:
            return
        raise ValidationError([text], "publishable_key")
