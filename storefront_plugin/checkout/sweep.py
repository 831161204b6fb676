"""When an attempt is looked at next, and when it is called back. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from storefront_plugin.checkout.attempt import Attempt
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.checkout.states import RECALLABLE, UNPAID, UNSETTLED

SHORTEST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
# Who clicked in the last minute of an offer still has the time for her bank's page.
GRACE = timedelta(minutes=30)
# What a payment may still collect is held for longer than that, since the order is told of only afterwards.
HELD_BEYOND = timedelta(days=1)
# A refund that is just being asked for is not asked for a second time.
REFUND_WAITS = timedelta(minutes=5)
# Long past the next round of any worker.
NEGLECTED_AFTER = timedelta(hours=1)
# Cards give a merchant five to seven days to capture; after that the money is the buyer's again.
CAPTURED_WITHIN = timedelta(days=5)


def ends_at(valid_until: datetime) -> datetime:
    """When a payment for an offer is called back where it still waits for its shopper."""
    return valid_until + GRACE


def limit_of(attempt: Attempt) -> datetime | None:
    """When an attempt is over unless it is paid; None for one that was made before there was a limit."""
    return attempt.open_until or attempt.ends_at


def is_overdue(attempt: Attempt, now: datetime) -> bool:
    """Whether to call it back. What has left the shopper's hands is waited for, however long it takes."""
    limit = limit_of(attempt)
    return attempt.state in RECALLABLE and limit is not None and now >= limit


def has_lapsed(attempt: Attempt, move: AttemptState | None, now: datetime) -> bool:
    """Whether a move ends for good what its shopper took for bought.

    Who has called back one way to pay within her offer takes another; a reservation is given up by nobody but the bank
    and the merchant.
    """
    is_over = attempt.state is AttemptState.AUTHORISED or attempt.ends_at is None or now >= attempt.ends_at
    return is_over and move in UNPAID


def next_check(attempt: Attempt, now: datetime) -> datetime | None:
    """When to look at an attempt again that was looked at now; None where nothing can change by itself.

    It is waited for as long again as it has taken so far, and no longer than until its limit. What ended unpaid within
    its offer is looked at when that is over, since until then another way to pay may be taken.
    """
    if attempt.state in UNPAID and attempt.ends_at is not None and now < attempt.ends_at:
        return attempt.ends_at
    if attempt.state not in UNSETTLED:
        return None
    later = now + min(max(now - attempt.asked_at, SHORTEST_WAIT), LONGEST_WAIT)
    limit = limit_of(attempt)
    return min(later, limit) if limit is not None and now < limit else later


def lapses_soon(attempt: Attempt, now: datetime) -> bool:
    """Whether to tell the merchant that money is only reserved for her, and not for much longer."""
    return attempt.state is AttemptState.AUTHORISED and now - attempt.asked_at >= CAPTURED_WITHIN - timedelta(days=1)


def held_until(attempt: Attempt, now: datetime) -> datetime:
    """Until when its stock must be held, as far as can be told now."""
    limit = limit_of(attempt) or now
    if attempt.state in (AttemptState.PROCESSING, AttemptState.AUTHORISED):
        # Its end is not ours to set; it is held from one look to the next.
        return max(limit, now + 2 * LONGEST_WAIT)
    return limit
