"""Which event calls which service: within the transaction that published it, or after its commit."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from storefront_plugin.documents import Documents, Letters
from storefront_plugin.events import (
    NoticeGiven,
    OrderCancelled,
    OrderDisputed,
    OrderLinkAsked,
    OrderPaid,
    OrderRefunded,
    PaymentAwaited,
    RefundFailed,
    SurplusReceived,
)
from storefront_plugin.host import Host
from storefront_plugin.loyalty.records import ACCRUE, FOLLOW_DISPUTE, GIVE_BACK, TAKE_BACK
from storefront_plugin.loyalty.service import Loyalty
from storefront_plugin.outbox import After, Within
from storefront_plugin.surveys.records import ISSUE
from storefront_plugin.surveys.service import Surveys


def within(loyalty: Loyalty, surveys: Surveys) -> Mapping[str, Mapping[str, Within]]:
    """Database only, in a savepoint; what fails is left to the worker."""
    return {
        OrderPaid.kind: {ACCRUE: loyalty.accrue, ISSUE: surveys.issue},
        OrderRefunded.kind: {TAKE_BACK: loyalty.follow, "withdraw_prompt": surveys.follow_refund},
        RefundFailed.kind: {GIVE_BACK: loyalty.follow},
        OrderDisputed.kind: {FOLLOW_DISPUTE: loyalty.follow, "withdraw_prompt": surveys.follow_dispute},
    }


def after(
    host: Host, documents: Documents, letters: Letters, give_back_surplus: Callable[[str], None]
) -> Mapping[str, Mapping[str, After]]:
    """From the outbox, in the process after the commit, and again by the worker where that failed.

    `give_back_surplus` returns all that an attempt collected, by its id, once however often it is called.
    """

    def tell_host(event: OrderPaid) -> None:
        if not event.is_hosts_own:
            host.order_placed(event.order)

    def tell_host_of_refund(event: OrderRefunded) -> None:
        if not event.is_hosts_own:
            host.order_refunded(event.order, event.refund)

    return {
        # Letters last: a mail server may take its time.
        OrderPaid.kind: {
            "tell_host": tell_host,
            "issue_receipt": _ours(documents.issue_receipt),
            "issue_invoice": _ours(documents.issue_invoice),
            "send_confirmation": _ours(letters.send_confirmation),
        },
        PaymentAwaited.kind: {"send_awaited": letters.send_awaited},
        OrderRefunded.kind: {
            "tell_host": tell_host_of_refund,
            "issue_credit_note": _ours(documents.issue_credit_note),
            "send_refund": _ours(letters.send_refund),
        },
        OrderCancelled.kind: {
            "tell_host": lambda event: host.order_cancelled(event.order, event.reason),
            "send_cancellation": letters.send_cancellation,
        },
        SurplusReceived.kind: {
            "give_back": lambda event: give_back_surplus(event.attempt_id),
            "send_surplus": letters.send_surplus,
        },
        NoticeGiven.kind: {"send_notice": letters.send_notice},
        OrderLinkAsked.kind: {"send_order_link": letters.send_order_link},
        RefundFailed.kind: {
            "tell_host": lambda event: host.refund_failed(event.order, event.refund),
            "issue_correction": documents.issue_correction,
            "send_refund_failed": letters.send_refund_failed,
        },
        OrderDisputed.kind: {"tell_host": lambda event: host.order_disputed(event.order, event.dispute)},
    }


def _ours(reaction: After) -> After:
    """For orders of our own checkout alone: a shop that keeps its own writes its own letters and invoices."""

    def react(event: OrderPaid | OrderRefunded) -> None:
        if not event.is_hosts_own:
            reaction(event)

    return react
