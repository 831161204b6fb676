"""Which moves of an attempt are legal, and what a provider's report means for it. Pure.

Only forward: a report that would lead back, or nowhere new, is old news and changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from storefront_plugin.checkout.ports import AttemptState, PaymentReport
from storefront_plugin.events import Surplus
from storefront_plugin.money import Money

S = AttemptState

# An attempt in one of these may still collect, or has: there is at most one of them for an order.
LIVE = (S.ASKING, S.OPEN, S.ACTION, S.PROCESSING, S.AUTHORISED, S.PAID)
# What waits for the shopper, who may also turn to another card: it can be called back.
RECALLABLE = (S.OPEN, S.ACTION)
# What has ended without money: within its offer the shopper may still pay in another way.
UNPAID = (S.DECLINED, S.CANCELLED)
# What may still change by itself, so that somebody has to look.
UNSETTLED = tuple(state for state in LIVE if state is not S.PAID)

_ENDS = (S.PAID, S.DECLINED, S.CANCELLED, S.SURPLUS, S.NEEDS_ATTENTION)
LEGAL: dict[AttemptState, tuple[AttemptState, ...]] = {
    S.ASKING: (S.OPEN, S.ACTION, S.PROCESSING, S.AUTHORISED, *_ENDS),
    S.OPEN: (S.ACTION, S.PROCESSING, S.AUTHORISED, *_ENDS),
    S.ACTION: (S.OPEN, S.PROCESSING, S.AUTHORISED, *_ENDS),
    S.PROCESSING: (S.OPEN, S.ACTION, S.AUTHORISED, *_ENDS),
    S.AUTHORISED: (S.PAID, S.CANCELLED, S.SURPLUS, S.NEEDS_ATTENTION),
    # The money came after all, and is surplus where the buyer has paid by another attempt.
    S.DECLINED: (S.PAID, S.CANCELLED, S.SURPLUS, S.NEEDS_ATTENTION),
    # Called back, perhaps with the stock given to somebody else: what comes now goes back.
    S.CANCELLED: (S.SURPLUS, S.NEEDS_ATTENTION),
    S.PAID: (),
    S.SURPLUS: (),
    S.NEEDS_ATTENTION: (),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What we know of an attempt when a report comes in."""

    id: str
    order_reference: str
    state: AttemptState
    amount: Money
    is_live: bool
    payment_id: str | None
    # Whether a front end confirms it by its client secret, and after a decline may do so again with another card.
    is_confirmed_elsewhere: bool = False


def decide_move(asked: Asked, report: PaymentReport) -> AttemptState | None:
    """Where the report takes the attempt; None when it changes nothing.

    A payment that is not exactly the one we asked for is never PAID: it goes to NEEDS_ATTENTION. One that its front end
    may try again is OPEN after a decline: it can still collect, and is called back like any other that waits.
    """
    target = report.state if is_the_one(asked, report) else S.NEEDS_ATTENTION
    if target is S.DECLINED and asked.is_confirmed_elsewhere:
        target = S.OPEN
    if target is S.PAID and asked.state is S.CANCELLED:
        target = S.SURPLUS
    return target if target in LEGAL[asked.state] else None


def is_reserved_in_vain(asked: Asked, report: PaymentReport, *, is_sold_out: bool) -> bool:
    """Whether money is held for what cannot be sold, or for an attempt that ended without: the bank is to let it go."""
    is_needless = is_sold_out or asked.state in UNPAID
    return report.state is S.AUTHORISED and is_needless and is_the_one(asked, report)


def why_surplus(
    move: AttemptState | None, *, another_is_live: bool, is_free: bool, is_sold_out: bool
) -> Surplus | None:
    """Why the money of this move buys nothing; None where it does, and where none came.

    An order is free to be placed while it is not, and while nobody pays for it by `another` attempt.
    """
    if move not in (S.PAID, S.SURPLUS):
        return None
    if another_is_live:
        return Surplus.PAID_TWICE
    if move is S.SURPLUS or not is_free:
        return Surplus.TOO_LATE
    return Surplus.SOLD_OUT if is_sold_out else None


def is_the_one(asked: Asked, report: PaymentReport) -> bool:
    """Whether the report is about this attempt, in this mode, over this amount."""
    return (
        report.attempt_id == asked.id
        and report.order_reference == asked.order_reference
        and report.is_live == asked.is_live
        and report.amount == asked.amount
        and asked.payment_id in (None, report.payment_id)
    )
