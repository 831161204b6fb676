"""Which event calls which service: within the transaction that published it, or after its commit."""

from __future__ import annotations

from collections.abc import Mapping

from storefront_plugin.events import OrderPaid
from storefront_plugin.host import Host
from storefront_plugin.loyalty.service import Loyalty
from storefront_plugin.outbox import After, Within
from storefront_plugin.surveys.service import Surveys


def within(loyalty: Loyalty, surveys: Surveys) -> Mapping[str, Mapping[str, Within]]:
    """Database only, each in a savepoint of its own; what fails is left to the worker."""
    return {OrderPaid.kind: {"accrue_points": loyalty.accrue, "issue_prompt": surveys.issue}}


def after(host: Host) -> Mapping[str, Mapping[str, After]]:
    """From the outbox, in the process after the commit, and again by the worker where that failed."""

    def tell_host(event: OrderPaid) -> None:
        if not event.is_hosts_own:
            host.order_placed(event.order)

    return {OrderPaid.kind: {"tell_host": tell_host}}
