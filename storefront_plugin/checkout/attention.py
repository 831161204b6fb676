"""What waits for a person: why, in words, and what she can do about it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from storefront_plugin.money import Money
from storefront_plugin.texts import Text, sf_

# A payment that is neither in nor out by then has been forgotten by somebody.
LATE_AFTER = timedelta(days=1)


class Cause(StrEnum):
    """Why a person must look."""

    UNLIKE = "unlike"
    UNCAPTURED = "uncaptured"
    LATE = "late"
    INQUIRY = "inquiry"
    DISPUTED = "disputed"
    REFUND_FAILED = "refund_failed"
    NOT_GIVEN_BACK = "not_given_back"


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that waits: `id` is that of the attempt, the refund or the dispute, `payment_id` the provider's."""

    cause: Cause
    id: str
    order_reference: str
    amount: Money
    since: datetime
    provider: str
    payment_id: str | None

    @property
    def what(self) -> Text:
        return WORDS[self.cause][0]

    @property
    def remedy(self) -> Text:
        return WORDS[self.cause][1]

    @property
    def can_be_closed(self) -> bool:
        """Whether it stays as it is for ever, so that a person must say that she has seen to it."""
        return self.cause in CLOSABLE

    @property
    def can_be_given_back(self) -> bool:
        """Whether she may have it given back once more; `id` is that of the attempt which collected it."""
        return self.cause is Cause.NOT_GIVEN_BACK


CLOSABLE = (Cause.UNLIKE, Cause.REFUND_FAILED, Cause.NOT_GIVEN_BACK)

WORDS: Mapping[Cause, tuple[Text, Text]] = {
    Cause.UNLIKE: (
        sf_("A payment came that is not the one that was asked for: another amount, another order or another mode."),
        sf_(
            "Look the payment up at the provider. Give it back there if it is none of this order’s, and write to the "
            "buyer; then mark it as seen to."
        ),
    ),
    Cause.UNCAPTURED: (
        sf_("The money is reserved, and not collected yet."),
        sf_("Collect it before the reservation ends, with “flask storefront orders capture”, or cancel it there."),
    ),
    Cause.LATE: (
        sf_("The provider has not said for more than a day whether the money came."),
        sf_(
            "Look the payment up at the provider; see that the worker runs, that the provider can be reached, and that "
            "its keys are those of the same account."
        ),
    ),
    Cause.INQUIRY: (
        sf_("The buyer’s bank asks about this payment."),
        sf_("Answer at the provider before its date: give the money back, or show what was delivered."),
    ),
    Cause.DISPUTED: (
        sf_("The buyer’s bank has taken the money back."),
        sf_("Send nothing more. Answer at the provider before its date, with what proves the delivery."),
    ),
    Cause.REFUND_FAILED: (
        sf_("A refund did not reach the buyer: the money is with the shop again."),
        sf_("Ask the buyer for another way to pay her back; then mark it as seen to."),
    ),
    Cause.NOT_GIVEN_BACK: (
        sf_("Money that bought nothing was to go back, and the provider did not take it."),
        sf_(
            "Try again, here or with “flask storefront orders give-back”, or pay the buyer back another way; then mark "
            "it as seen to."
        ),
    ),
}
