"""One reaction that is to be run, and when to try it again. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from storefront_plugin.errors import StorefrontError

# Until then only the process that published the event tries; afterwards it is taken for dead.
FIRST_TRY = timedelta(minutes=1)
# Longer than any reaction may take: past its lease a reaction is taken up by the next worker.
LEASE = timedelta(minutes=10)

_SHORTEST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)
# Two to the power of it is past the longest wait; the exponent must not grow with the attempts.
_MOST_DOUBLINGS = 10


@dataclass(frozen=True, slots=True)
class Delivery:
    """A claim on one reaction to one event: the `attempts`-th, good until its lease ends."""

    event_id: str
    reaction: str
    attempts: int


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: a minute, then twice as long each time, up to six hours."""
    doublings = min(max(attempts, 1) - 1, _MOST_DOUBLINGS)
    return min(_SHORTEST_WAIT * (1 << doublings), _LONGEST_WAIT)


def name_of(fault: Exception) -> str:
    """What may be written down about a fault: its name alone, since its words may hold addresses or keys."""
    return fault.code if isinstance(fault, StorefrontError) else type(fault).__name__
