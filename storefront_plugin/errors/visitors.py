"""What a visitor sent and cannot be taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storefront_plugin.errors.tree import Kind, StorefrontError
from storefront_plugin.texts import Text, sf_


class InvalidFields(StorefrontError):
    """Several fields refused together: `fields` maps each field's path to what is wrong with it."""

    kind = Kind.INVALID
    message = sf_("Please check the fields marked below.")

    def __init__(self, fields: Mapping[str, Sequence[Text]]) -> None:
        self.fields = {name: tuple(texts) for name, texts in fields.items()}
        super().__init__()


class MalformedRequest(StorefrontError):
    kind = Kind.INVALID
    message = sf_("This request could not be read.")


class InvalidQuantity(StorefrontError):
    kind = Kind.INVALID
    message = sf_("%(quantity)s is not a quantity: please choose a whole number from 1 to %(most)s.")


class UnknownCountry(StorefrontError):
    kind = Kind.INVALID
    message = sf_("We cannot deliver to “%(country)s”.")


class UnknownShipping(StorefrontError):
    kind = Kind.INVALID
    message = sf_("This way of delivery is not offered for your address.")


class FormExpired(StorefrontError):
    kind = Kind.FORBIDDEN
    message = sf_("This form has expired. Please open it again; nothing was sent.")


class FormForged(StorefrontError):
    kind = Kind.FORBIDDEN
    message = sf_("We could not tell that this form came from our own page. Please open it again; nothing was sent.")


class NotFound(StorefrontError):
    kind = Kind.MISSING
    message = sf_("There is nothing at this address.")


class IdempotencyKeyInvalid(MalformedRequest):
    message = sf_("The Idempotency-Key must have 1 to %(most)s printable characters.")


class IdempotencyKeyReused(StorefrontError):
    """A key names one request; this one differs in address or body."""

    kind = Kind.INVALID
    message = sf_("This Idempotency-Key was used for another request before.")


class IdempotencyKeyInUse(StorefrontError):
    kind = Kind.CONFLICT
    message = sf_("The same request is being answered at this moment. Please ask again shortly.")
