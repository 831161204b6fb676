"""What the buyer is told when something goes wrong with her order: gently, and nothing that is not so. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from storefront_plugin.events import Notice
from storefront_plugin.texts import Text, sf_


@dataclass(frozen=True, slots=True)
class Wording:
    """`subject` is told the order's reference; `paragraphs` are said as they are."""

    subject: Text
    paragraphs: tuple[Text, ...]

    def subject_about(self, reference: str) -> Text:
        return replace(self.subject, values={"reference": reference})


WORDINGS: Mapping[Notice, Wording] = {
    Notice.UNAVAILABLE: Wording(
        sf_("Your order %(reference)s: something is no longer available"),
        (
            sf_("We are sorry: something in your order is no longer available, and we cannot send it to you."),
            sf_("You need not do anything. What we cannot send is paid back to you, the way you paid."),
        ),
    ),
    Notice.DELAYED: Wording(
        sf_("Your order %(reference)s takes longer than we said"),
        (
            sf_("We are sorry: your order will reach you later than we said. It is not forgotten."),
            sf_("If it will come too late for you, please write to us, and we will find a way."),
        ),
    ),
    Notice.LATE: Wording(
        sf_("Your order %(reference)s came late"),
        (
            sf_("Your order reached you later than we said. We are sorry that you had to wait, and thank you for it."),
            sf_("If it came too late for you, please write to us, and we will find a way."),
        ),
    ),
    Notice.CANCELLED: Wording(
        sf_("Your order %(reference)s is cancelled"),
        (
            sf_("Your order is cancelled, and nothing will be sent to you."),
            sf_("What you paid for it is paid back to you, the way you paid."),
        ),
    ),
    Notice.REFUNDED: Wording(
        sf_("Money back for your order %(reference)s"),
        (sf_("It goes back the way you paid. Banks may take some days until it shows in your account."),),
    ),
    Notice.REFUND_FAILED: Wording(
        sf_("The money back for your order %(reference)s did not arrive"),
        (
            sf_("We are sorry: what we paid back to you did not arrive, and has come back to us."),
            sf_("Please write to us, and we will find another way to pay you."),
        ),
    ),
    Notice.LAPSED: Wording(
        sf_("Your order %(reference)s was not paid, and is cancelled"),
        (
            sf_("No payment came for your order in time, so it is cancelled, and nothing will be sent to you."),
            sf_("Nothing was charged. If money was reserved on your card, it is free again."),
        ),
    ),
}
