"""Which moves of a dispute are legal, and what lost ones have taken. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from storefront_plugin.host import Dispute, DisputeState, Refund

S = DisputeState

# What is decided never becomes open again: that is old news, asked for before the decision and written down after it.
# An appeal decides anew, either way; until it has, the earlier decision stands, and so does the money.
LEGAL: dict[DisputeState, tuple[DisputeState, ...]] = {
    S.INQUIRY: (S.OPEN, S.WON, S.LOST),
    S.OPEN: (S.WON, S.LOST),
    S.WON: (S.LOST,),
    S.LOST: (S.WON,),
}
DECIDED = (S.WON, S.LOST)


def decide_move(state: DisputeState, told: DisputeState) -> DisputeState | None:
    """Where the provider's word takes a dispute; None when it is old news."""
    return told if told in LEGAL[state] else None


def follow(known: Dispute, told: Dispute) -> Dispute | None:
    """A dispute as the provider's word leaves it; None where that is old news."""
    if decide_move(known.state, told.state) is None:
        return None
    is_overturned = known.state in DECIDED
    return replace(told, overturned_count=known.overturned_count + is_overturned)


def losses(disputes: Iterable[Dispute]) -> list[Refund]:
    """What lost disputes took, each as the refund that it comes to."""
    return [dispute.loss for dispute in disputes if dispute.state is S.LOST]
