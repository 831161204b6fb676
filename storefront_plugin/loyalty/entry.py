"""One line of a ledger. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

# A whole number; it is not Money and never divided.
Points: TypeAlias = int


class EntryKind(StrEnum):
    """What a line is; the values are the names in data.

    Nothing writes a redemption, an expiry or a correction yet: replay knows them, so that who writes the first one
    changes no balance that anybody has.
    """

    ACCRUAL = "accrual"
    REDEMPTION = "redemption"
    REVERSAL = "reversal"
    EXPIRY = "expiry"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Source:
    """What an entry comes from: an order by its reference, a refund by its id, or a dispute by its decision's."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Entry:
    """So many points more or, below zero, fewer. Raises ValueError for a number or sign that its kind cannot have.

    `of` names the entry that a Reversal undoes, or the credit whose rest an Expiry closes; points that come back to an
    accrual may name the accrual itself. A Reversal of no points says that its source moved none. `expires_at` is the
    first moment at which the points of a credit are no longer there; None means never.
    """

    kind: EntryKind
    points: Points
    occurred_at: datetime
    id: str = ""
    of: str | None = None
    expires_at: datetime | None = None
    source: Source | None = None
    rule: str = ""

    def __post_init__(self) -> None:
        if type(self.points) is not int:
            raise ValueError(f"points are a whole number, not {self.points!r}")
        if self.points < 0 and self.kind is EntryKind.ACCRUAL:
            raise ValueError(f"an accrual adds points: {self.points}")
        if self.points > 0 and self.kind in (EntryKind.REDEMPTION, EntryKind.EXPIRY):
            raise ValueError(f"this takes points away: {self.kind} {self.points}")
        if self.occurred_at.tzinfo is None or (self.expires_at is not None and self.expires_at.tzinfo is None):
            raise ValueError("a moment without its time zone")
