"""What a customer's entries amount to: lots, the soonest to expire spent first, and a deficit when there were too few.

Replay needs no stored state and no expiry job. A lot past its expiry cannot be spent any more, whether the Expiry that
closes it was written down or not; points taken beyond the lots are a deficit, which later credits pay first.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from storefront_plugin.loyalty.entry import Entry, EntryKind, Points

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Lot:
    """What is left of one credit to spend."""

    entry: Entry
    left: Points

    @property
    def expires_at(self) -> datetime | None:
        return self.entry.expires_at


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the entries amount to at one moment; `lots` in the order of their credits, the empty ones among them."""

    lots: tuple[Lot, ...]
    deficit: Points

    @property
    def balance(self) -> Points:
        """The points there are to spend; below zero when more was taken than there was."""
        return sum(lot.left for lot in self.lots) - self.deficit


def replay(entries: Iterable[Entry], *, now: datetime | None = None) -> Ledger:
    """The ledger of one customer's entries, in whatever order they come.

    With `now`, lots that have expired by then hold nothing. Without it only what is written counts, and the balance
    is the plain sum of the entries.
    """
    told = list(entries)
    book = _Book()
    for entry in sorted(told, key=_by_moment):
        book.apply(entry)
    return Ledger(tuple(lot.seen_at(now) for lot in book.in_order(told)), book.deficit)


# Two lots may hold the same, and are still two.
@dataclass(slots=True, eq=False)
class _OpenLot:
    entry: Entry
    left: Points

    def is_over(self, moment: datetime) -> bool:
        return self.entry.expires_at is not None and self.entry.expires_at <= moment

    def seen_at(self, now: datetime | None) -> Lot:
        return Lot(self.entry, left=0 if now is not None and self.is_over(now) else self.left)


@dataclass(slots=True)
class _Debit:
    """What one debit took from which lot, and what no lot could give yet; `of` is the credit that it reversed."""

    of: str | None
    taken: list[tuple[_OpenLot, Points]] = field(default_factory=list)
    owed: Points = 0

    def take(self, lot: _OpenLot, points: Points) -> Points:
        """Take up to so many points from the lot; how many it gave."""
        given = min(lot.left, points)
        if given:
            lot.left -= given
            self.taken.append((lot, given))
        return given

    def give_back(self, points: Points) -> Points:
        """Forgive what is owed, then refill the lots, the last one first; how many points found no place."""
        forgiven = min(self.owed, points)
        self.owed -= forgiven
        points -= forgiven
        while points and self.taken:
            lot, taken = self.taken.pop()
            returned = min(taken, points)
            lot.left += returned
            points -= returned
            if taken > returned:
                self.taken.append((lot, taken - returned))
        return points


class _Book:
    def __init__(self) -> None:
        # Soonest expiry first, so that points are spent before they lapse.
        self._lots: list[_OpenLot] = []
        self._debits: list[_Debit] = []
        self._debit_of: dict[str, _Debit] = {}
        self._lot_of: dict[str, _OpenLot] = {}

    @property
    def deficit(self) -> Points:
        return sum(debit.owed for debit in self._debits)

    def in_order(self, told: list[Entry]) -> list[_OpenLot]:
        """The lots in the order of their moments; those of one moment as they were told."""
        place = {id(entry): index for index, entry in enumerate(told)}
        return sorted(self._lots, key=lambda lot: (lot.entry.occurred_at, place[id(lot.entry)]))

    def apply(self, entry: Entry) -> None:
        if entry.points < 0:
            self._take(entry)
        elif entry.kind is EntryKind.REVERSAL:
            self._give_back(entry)
        else:
            self._credit(entry, entry.points)

    def _credit(self, entry: Entry, points: Points) -> None:
        if not points and entry.kind is EntryKind.REVERSAL:
            return
        lot = _OpenLot(entry, points)
        insort(self._lots, lot, key=_by_expiry)
        if entry.id:
            self._lot_of[entry.id] = lot
        for debit in self._debits:
            debit.owed -= debit.take(lot, debit.owed)

    def _take(self, entry: Entry) -> None:
        debit = _Debit(of=entry.of if entry.kind is EntryKind.REVERSAL else None)
        wanted = -entry.points
        for lot in self._sources_of(entry):
            wanted -= debit.take(lot, wanted)
        debit.owed = wanted
        self._debits.append(debit)
        if entry.id:
            self._debit_of[entry.id] = debit

    def _give_back(self, entry: Entry) -> None:
        points = entry.points
        for debit in self._undone_by(entry):
            points = debit.give_back(points)
        self._credit(entry, points)

    def _undone_by(self, entry: Entry) -> list[_Debit]:
        """The debit that a reversal names, and then the others that took of the same credit, the last first.

        Points are rounded over all that was taken of a credit: one of them may have gone with another debit.
        """
        named = self._debit_of.get(entry.of or "")
        credit = named.of if named else entry.of
        others = [debit for debit in reversed(self._debits) if credit and debit.of == credit and debit is not named]
        return [named, *others] if named else others

    def _sources_of(self, entry: Entry) -> list[_OpenLot]:
        """The lots a debit may take from, in this order."""
        named = [self._lot_of[entry.of]] if entry.of in self._lot_of else []
        if entry.kind is EntryKind.EXPIRY:
            # What is over comes first by itself: it expires the soonest.
            return named or self._lots
        return [lot for lot in [*named, *self._lots] if not lot.is_over(entry.occurred_at)]


def _by_expiry(lot: _OpenLot) -> tuple[datetime, datetime, str]:
    return lot.entry.expires_at or _NEVER, lot.entry.occurred_at, lot.entry.id


def _by_moment(entry: Entry) -> tuple[datetime, int, str]:
    return entry.occurred_at, _rank(entry), entry.id


def _rank(entry: Entry) -> int:
    """At one and the same moment credits come first, and a reversal after what it may undo."""
    if entry.kind is EntryKind.REVERSAL:
        return 3
    if entry.kind is EntryKind.EXPIRY:
        return 1
    return 0 if entry.points >= 0 else 2
