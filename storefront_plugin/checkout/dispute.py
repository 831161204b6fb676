"""Which moves of a dispute are legal, and what a lost one has taken. Pure."""

from __future__ import annotations

from collections.abc import Iterable

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


def decide_move(state: DisputeState, told: DisputeState) -> DisputeState | None:
    """Where the provider's word takes a dispute; None when it is old news."""
    return told if told in LEGAL[state] else None


def losses(disputes: Iterable[Dispute]) -> list[Refund]:
    """What lost disputes took, each as the refund that it comes to."""
    return [dispute.loss for dispute in disputes if dispute.state is S.LOST]
