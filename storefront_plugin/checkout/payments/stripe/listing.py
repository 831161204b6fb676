"""What Stripe lists of its own accord: the payments begun since a moment, and those that something was made of since.

Both raise ProviderUnreachable, also while they are gone through.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from storefront_plugin.checkout.payments.stripe.answering import answer_about
from storefront_plugin.checkout.payments.stripe.reading import ATTEMPT, read_report
from storefront_plugin.checkout.ports import PaymentReport
from storefront_plugin.errors import ProviderUnreachable

if TYPE_CHECKING:
    from stripe import Dispute, Refund, StripeClient
    from stripe.params import DisputeListParams, PaymentIntentListParams, RefundListParams

log = logging.getLogger(__name__)

PAGE = 100
# A hundred requests; who gives back more in a week has notifications.
MOST_AFTERMATH = 10_000


def begun(client: StripeClient, since: float) -> Iterator[PaymentReport]:
    """Every payment of ours, the newest first; `since` in seconds."""
    import stripe

    # To search by metadata would be shorter, and up to an hour behind.
    listing: PaymentIntentListParams = {
        "created": {"gte": int(since)},
        "limit": PAGE,
        "expand": ["data.latest_charge"],
    }
    try:
        with answer_about("what there is"):
            for intent in client.v1.payment_intents.list(listing).auto_paging_iter():
                described = intent.to_dict()
                # The account may serve other shops too, in currencies and states that are none of ours.
                if ATTEMPT in (described["metadata"] or {}):
                    yield read_report(described)
    except stripe.InvalidRequestError as refused:
        log.error("Stripe does not list payments: %s", refused)
        raise ProviderUnreachable() from refused


def aftermath(client: StripeClient, since: float) -> Iterator[str]:
    """The payments of the account, ours or not, of which a refund or a dispute was made; one may come again."""
    import stripe

    refunds: RefundListParams = {"created": {"gte": int(since)}, "limit": PAGE}
    disputes: DisputeListParams = {"created": {"gte": int(since)}, "limit": PAGE}
    try:
        with answer_about("what was given back"):
            yield from _named(client.v1.refunds.list(refunds).auto_paging_iter())
            yield from _named(client.v1.disputes.list(disputes).auto_paging_iter())
    except stripe.InvalidRequestError as refused:
        log.error("Stripe does not list refunds and disputes: %s", refused)
        raise ProviderUnreachable() from refused


def _named(found: Iterable[Refund | Dispute]) -> Iterator[str]:
    for number, each in enumerate(found):
        if number == MOST_AFTERMATH:
            log.warning("more was given back or disputed than is gone through: only the newest %s are", MOST_AFTERMATH)
            return
        # What was charged without a payment of this kind is none of ours.
        if isinstance(each.payment_intent, str):
            yield each.payment_intent
