"""Which event calls which service: within the transaction that published it, or after its commit."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection

from storefront_plugin.events import OrderPaid
from storefront_plugin.host import Host
from storefront_plugin.loyalty.service import Loyalty
from storefront_plugin.surveys.service import Surveys

Within = Callable[[Connection, OrderPaid], None]
After = Callable[[OrderPaid], None]


def within(loyalty: Loyalty, surveys: Surveys) -> Mapping[str, Mapping[str, Within]]:
    """Database only, each in a savepoint of its own; what fails is left to the worker."""
    return {OrderPaid.kind: {"accrue_points": loyalty.accrue, "issue_prompt": surveys.issue}}


def after(host: Host) -> Mapping[str, Mapping[str, After]]:
    """From the outbox, in the process after the commit, and again by the worker where that failed."""
    return {OrderPaid.kind: {"tell_host": lambda event: host.order_placed(event.order)}}
