"""Which event calls which service: within the transaction that published it, or after its commit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

from storefront_plugin.documents import Documents, Letters
from storefront_plugin.errors import NothingToRefund
from storefront_plugin.events import (
    NoticeGiven,
    OrderCancelled,
    OrderDisputed,
    OrderLinkAsked,
    OrderPaid,
    OrderRefunded,
    RefundFailed,
    SurplusReceived,
)
from storefront_plugin.host import Host
from storefront_plugin.loyalty.service import Loyalty
from storefront_plugin.outbox import After, Within
from storefront_plugin.surveys.service import Surveys


def within(loyalty: Loyalty, surveys: Surveys) -> Mapping[str, Mapping[str, Within]]:
    """Database only, each in a savepoint of its own; what fails is left to the worker."""
    return {
        OrderPaid.kind: {"accrue_points": loyalty.accrue, "issue_prompt": surveys.issue},
        OrderRefunded.kind: {"take_back_points": loyalty.take_back},
        RefundFailed.kind: {"give_back_points": loyalty.give_back},
    }


def after(
    host: Host, documents: Documents, letters: Letters, give_back: Callable[[str, str], object]
) -> Mapping[str, Mapping[str, After]]:
    """From the outbox, in the process after the commit, and again by the worker where that failed.

    `give_back` returns all that an attempt collected, once for each wish by its id.
    """

    def tell_host(event: OrderPaid) -> None:
        if not event.is_hosts_own:
            host.order_placed(event.order)

    def tell_host_of_refund(event: OrderRefunded) -> None:
        if not event.is_hosts_own:
            host.order_refunded(event.order, event.refund)

    def give_back_surplus(event: SurplusReceived) -> None:
        # The merchant may have been faster, in the provider's own dashboard.
        with suppress(NothingToRefund):
            give_back(event.attempt_id, f"{event.attempt_id}:{event.reason}")

    return {
        # Letters last: a mail server may take its time.
        OrderPaid.kind: {
            "tell_host": tell_host,
            "issue_receipt": _ours(documents.issue_receipt),
            "issue_invoice": _ours(documents.issue_invoice),
            "send_confirmation": _ours(letters.send_confirmation),
        },
        OrderRefunded.kind: {
            "tell_host": tell_host_of_refund,
            "issue_credit_note": _ours(documents.issue_credit_note),
            "send_refund": _ours(letters.send_refund),
        },
        OrderCancelled.kind: {
            "tell_host": lambda event: host.order_cancelled(event.order, event.reason),
            "send_cancellation": letters.send_cancellation,
        },
        SurplusReceived.kind: {"give_back": give_back_surplus, "send_surplus": letters.send_surplus},
        NoticeGiven.kind: {"send_notice": letters.send_notice},
        OrderLinkAsked.kind: {"send_order_link": letters.send_order_link},
        RefundFailed.kind: {"tell_host": lambda event: host.refund_failed(event.order, event.refund)},
        OrderDisputed.kind: {"tell_host": lambda event: host.order_disputed(event.order, event.dispute)},
    }


def _ours(reaction: After) -> After:
    """For orders of our own checkout alone: a shop that keeps its own writes its own letters and invoices."""

    def react(event: OrderPaid | OrderRefunded) -> None:
        if not event.is_hosts_own:
            reaction(event)

    return react
