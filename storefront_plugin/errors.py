"""The whole tree of errors. Each is a fact: a code for programs, a kind for the caller, the values concerned.

The five kinds decide the HTTP status at the edge; the sentence lives in the catalogue and is said in the reader's
language. Nothing in the project raises a bare ValueError at a shopper.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import ClassVar

from storefront_plugin.texts import Text, sf_


class Kind(StrEnum):
    """Whose move it is: the sender's (the first four) or ours."""

    INVALID = "invalid"
    FORBIDDEN = "forbidden"
    MISSING = "missing"
    CONFLICT = "conflict"
    UNAVAILABLE = "unavailable"


class StorefrontError(Exception):
    """Root of everything the plug-in raises on purpose."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE
    message: ClassVar[Text] = sf_("Something went wrong on our side. Please try again in a moment.")

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(str(self.text))

    @property
    def code(self) -> str:
        """The name for programs, stable: `quote_expired`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()

    @property
    def text(self) -> Text:
        """The sentence for people, its values filled in when it is said."""
        return replace(self.message, values=self.values)


# Settings and start-up ------------------------------------------------------------------------------------------------


class SettingsFaulty(StorefrontError):
    """All faults of the settings together, one line each, with the key's full name."""

    message = sf_("The storefront settings have faults:\n%(list)s")

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(list="\n".join(f"  {fault}" for fault in faults))


class AlreadyMounted(StorefrontError):
    message = sf_("This app already carries a storefront: call init_app once for each app.")


class NotMounted(StorefrontError):
    message = sf_("This app carries no storefront: call Storefront(host=…).init_app(app) first.")


class NoSecret(StorefrontError):
    message = sf_("The storefront has no secret: set STOREFRONT_SECRET, or app.secret_key, before init_app.")


class NoBaseAddress(StorefrontError):
    message = sf_("Outside a request the shop’s address is not known: set base_address in the storefront settings.")


class EditionUnknown(StorefrontError):
    kind = Kind.MISSING
    message = sf_("“%(code)s” is not an edition of this shop.")


class DatabaseNotReady(StorefrontError):
    message = sf_("The shop is being set up. Please try again in a moment.")


# Money and prices -----------------------------------------------------------------------------------------------------


class UnknownCurrency(StorefrontError):
    kind = Kind.INVALID
    message = sf_("%(code)s is not a currency code.")


class CurrencyMismatch(StorefrontError):
    kind = Kind.INVALID
    message = sf_("%(left)s and %(right)s cannot be added or compared.")


class InexactAmount(StorefrontError):
    kind = Kind.INVALID
    message = sf_("%(amount)s is not an exact amount of %(currency)s.")


class NoRate(StorefrontError):
    message = sf_("There is no exchange rate from %(base)s to %(target)s.")


class InvalidRate(StorefrontError):
    message = sf_("%(ratio)s is not an exchange rate from %(base)s to %(target)s.")


class RateSourceFailed(StorefrontError):
    message = sf_("The source of exchange rates “%(source)s” could not answer: %(reason)s")


# What a visitor sent --------------------------------------------------------------------------------------------------


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


# Checkout -------------------------------------------------------------------------------------------------------------


class CartEmpty(StorefrontError):
    kind = Kind.CONFLICT
    message = sf_("Your cart is empty.")


class ProductGone(StorefrontError):
    kind = Kind.CONFLICT
    message = sf_("“%(name)s” is no longer available. Please take it out of your cart.")


class NotDeliverable(StorefrontError):
    kind = Kind.INVALID
    message = sf_("We do not deliver to this address.")


class QuoteUnknown(StorefrontError):
    kind = Kind.MISSING
    message = sf_("This offer does not exist.")


class QuoteExpired(StorefrontError):
    kind = Kind.CONFLICT
    message = sf_("This offer has expired. Please check out again to see today’s prices.")


class QuoteOutdated(StorefrontError):
    """A price, a product or a delivery changed since the quote was made."""

    kind = Kind.CONFLICT
    message = sf_("Something in this offer has changed. Please look at the new total before you pay.")


class ConsentMissing(StorefrontError):
    kind = Kind.INVALID
    message = sf_("Please confirm the points marked before you order.")


class CartBought(StorefrontError):
    """Another quote of the same cart has been paid since this one was made."""

    kind = Kind.CONFLICT
    message = sf_("This cart has been bought already. Nothing more was charged.")


class AlreadyPaid(StorefrontError):
    kind = Kind.CONFLICT
    message = sf_("This order is already paid. Nothing more was charged.")


class PaymentInProgress(StorefrontError):
    kind = Kind.CONFLICT
    message = sf_("A payment for this order is already on its way. Please wait for its answer.")


class PaymentNotOffered(StorefrontError):
    message = sf_("Card payment is not available at the moment.")


class PaymentRefused(StorefrontError):
    """The provider refuses to even try: an amount too small, a method it does not know."""

    kind = Kind.CONFLICT
    message = sf_("The payment could not be started: %(reason)s")


class AmountNotPayable(PaymentRefused):
    """The provider's smallest step is coarser than the amount, which is never rounded behind the shopper's back."""

    message = sf_("%(amount)s cannot be paid by card: the amount must be a multiple of %(step)s.")


class ProviderUnreachable(StorefrontError):
    """No answer, or none that can be read: the outcome is unknown, never a decline."""

    message = sf_("We are still waiting for the bank’s answer. Please look again in a moment; do not pay twice.")


class EventUnreadable(MalformedRequest):
    """A provider's notification whose signature, age or form is not right."""

    message = sf_("This notification could not be verified.")


class OrderUnknown(StorefrontError):
    kind = Kind.MISSING
    message = sf_("This order does not exist.")


# Surveys --------------------------------------------------------------------------------------------------------------


class PromptUnknown(StorefrontError):
    kind = Kind.MISSING
    message = sf_("This question does not exist.")


class InvalidScore(StorefrontError):
    kind = Kind.INVALID
    message = sf_("Please choose a whole number from 0 to 10.")


class PromptLapsed(StorefrontError):
    kind = Kind.FORBIDDEN
    message = sf_("This question has expired. Thank you all the same.")


class PromptAnswered(StorefrontError):
    """A second, different answer to one prompt: the first one stands."""

    kind = Kind.CONFLICT
    message = sf_("You have already answered this question. Your first answer counts.")


class PromptUnanswered(StorefrontError):
    """A comment without a score to comment on."""

    kind = Kind.CONFLICT
    message = sf_("Please choose a number before you write a comment.")


class CommentGiven(StorefrontError):
    """A second, different comment: the first one stands."""

    kind = Kind.CONFLICT
    message = sf_("You have already sent a comment. Your first one counts.")


# Loyalty --------------------------------------------------------------------------------------------------------------


class SignInNeeded(StorefrontError):
    kind = Kind.FORBIDDEN
    message = sf_("Please sign in to see your points.")
