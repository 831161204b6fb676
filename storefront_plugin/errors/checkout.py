"""Why something is not quoted, paid or given back."""

from __future__ import annotations

from storefront_plugin.errors.tree import Kind, StorefrontError
from storefront_plugin.errors.visitors import MalformedRequest
from storefront_plugin.texts import sf_


class CartEmpty(StorefrontError):
    kind = Kind.CONFLICT
    message = sf_("Your cart is empty.")


class BelowMinimumOrder(StorefrontError):
    kind = Kind.CONFLICT
    message = sf_("We take orders from %(minimum)s: %(missing)s more is needed.")


class ProductGone(StorefrontError):
    kind = Kind.CONFLICT
    message = sf_("“%(name)s” is no longer available. Please take it out of your cart.")


class SoldOut(StorefrontError):
    """Somebody else holds or has bought the last of it; nothing was charged."""

    kind = Kind.CONFLICT
    message = sf_("Something in your cart has just been sold out. Nothing was charged.")


class OrderNotKept(StorefrontError):
    """It was sold out when its money came, or the money that was reserved for it is gone."""

    kind = Kind.CONFLICT
    message = sf_("This order was cancelled. What was paid for it goes back to you.")


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
    message = sf_("Please confirm what is marked before you order.")


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
    message = sf_("There is no way to pay at the moment.")


class UnknownProvider(StorefrontError):
    kind = Kind.INVALID
    message = sf_("This way to pay is not offered for your order.")


class PaymentRefused(StorefrontError):
    """The provider refuses to even try: an amount too small, a method it does not know."""

    kind = Kind.CONFLICT
    message = sf_("The payment could not be started: %(reason)s")


class AmountNotPayable(PaymentRefused):
    """The provider's smallest step is coarser than the amount, which is never rounded behind the shopper's back."""

    message = sf_("%(amount)s cannot be paid by card: the amount must be a multiple of %(step)s.")


class NothingToCapture(StorefrontError):
    kind = Kind.CONFLICT
    message = sf_("No payment of this order is waiting to be captured.")


class NotCapturable(StorefrontError):
    """Who wants to capture nothing cancels the payment instead."""

    kind = Kind.INVALID
    message = sf_("%(amount)s cannot be captured: it must be more than nothing, and %(most)s at most.")


class AlreadyCaptured(StorefrontError):
    """The payment was captured before, for another amount; what was not captured then is released."""

    kind = Kind.CONFLICT
    message = sf_("%(captured)s of this order is captured already, and no other amount can be.")


class TransferUnknown(StorefrontError):
    """No transfer has this reference, and no order of this number was to be paid by one."""

    kind = Kind.MISSING
    message = sf_("No bank transfer is known by the name “%(name)s”.")


class ReferenceMistyped(StorefrontError):
    kind = Kind.INVALID
    message = sf_("The reference “%(reference)s” is mistyped: its check digits do not fit.")


class TransferReceived(StorefrontError):
    """A transfer was marked as paid before, with another amount."""

    kind = Kind.CONFLICT
    message = sf_("This transfer is marked as paid already, with %(received)s.")


class NothingCame(StorefrontError):
    """An amount that no transfer can have brought."""

    kind = Kind.INVALID
    message = sf_("%(amount)s cannot have come: it must be more than nothing.")


class ProviderUnreachable(StorefrontError):
    """No answer, or none that can be read: the outcome is unknown, never a decline."""

    message = sf_("We are still waiting for the bank’s answer. Please look again in a moment; do not pay twice.")


class ProviderNotSetUp(ProviderUnreachable):
    """For the merchant: shoppers are told that the provider is unreachable, as it is to them."""

    message = sf_(
        "This payment was made by “%(provider)s”, which is not set up here: checkout.%(provider)s in the settings "
        "is empty, or has the keys of another account or mode. Nothing was changed."
    )


class PaymentUnknown(ProviderUnreachable):
    """The provider does not know this payment: another account's, perhaps. To whoever pays it is unreachable."""


class EventUnreadable(MalformedRequest):
    """A provider's notification whose signature, age or form is not right."""

    message = sf_("This notification could not be verified.")


class OrderUnknown(StorefrontError):
    kind = Kind.MISSING
    message = sf_("This order does not exist.")


class OrderNotPaid(StorefrontError):
    kind = Kind.CONFLICT
    message = sf_("This order is not paid: there is nothing that could go back.")


class NothingToRefund(StorefrontError):
    kind = Kind.CONFLICT
    message = sf_("Nothing is left of this order that could be refunded.")


class RefundTooLarge(StorefrontError):
    kind = Kind.CONFLICT
    message = sf_("%(amount)s is more than the %(left)s that can still be refunded.")


class RefundTooSmall(StorefrontError):
    kind = Kind.INVALID
    message = sf_("%(amount)s is too little to refund: the least is %(step)s.")


class RefundMadeOtherwise(StorefrontError):
    """The name of this refund was given to another one before; nothing more was given back."""

    kind = Kind.CONFLICT
    message = sf_("Another refund was made under this name, of %(amount)s. Nothing more was given back.")


class RefundChanged(StorefrontError):
    """What would go back is no longer what was shown; nothing was given back."""

    kind = Kind.CONFLICT
    message = sf_("This has changed since you looked: %(amount)s would go back now, not %(shown)s.")


class LineNotRefundable(StorefrontError):
    kind = Kind.CONFLICT
    message = sf_("%(quantity)s of “%(sku)s” cannot be refunded: %(left)s can.")


class ShippingNotRefundable(StorefrontError):
    kind = Kind.CONFLICT
    message = sf_("There is no shipping left to refund for this order.")


class RefundAmbiguous(StorefrontError):
    kind = Kind.INVALID
    message = sf_("Please name either an amount, or lines and delivery.")


class PaymentDisputed(StorefrontError):
    kind = Kind.CONFLICT
    message = sf_("The buyer’s bank disputes this payment: nothing can be refunded until that is decided.")


class RefundRefused(StorefrontError):
    """The provider refuses; nothing was given back."""

    kind = Kind.CONFLICT
    message = sf_("The payment provider did not make this refund: %(reason)s")


class RefundUnknown(StorefrontError):
    kind = Kind.MISSING
    message = sf_("This refund does not exist.")
