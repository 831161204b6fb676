"""Points for paid orders, and the account in which a customer sees them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from storefront_plugin.events import OrderDisputed, OrderPaid, OrderRefunded, RefundFailed
from storefront_plugin.host import DisputeState, Order, Refund
from storefront_plugin.loyalty import records
from storefront_plugin.loyalty.entry import Entry, EntryKind, Points, Source
from storefront_plugin.loyalty.ledger import Lot, replay
from storefront_plugin.loyalty.program import Program, Purchase
from storefront_plugin.loyalty.records import ORDER, Earned, Happening
from storefront_plugin.loyalty.returned import points_returned
from storefront_plugin.storage import Database
from storefront_plugin.texts import Text, sf_

REFUND = "refund"
FAILED_REFUND = "failed_refund"
DISPUTE = "dispute"
WON_DISPUTE = "won_dispute"

_REASONS = {
    REFUND: sf_("For goods that were refunded"),
    FAILED_REFUND: sf_("Given back: the refund did not arrive"),
    DISPUTE: sf_("For a payment that your bank took back"),
    WON_DISPUTE: sf_("Given back: the payment stands after all"),
}


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """One line as the customer reads it."""

    entry: Entry
    reason: Text


@dataclass(frozen=True, slots=True)
class Account:
    """What a customer has now: the lots that still hold points, and the latest entries first.

    `cursor` asks for the entries after these; None when there are none.
    """

    balance: Points
    lots: tuple[Lot, ...]
    entries: tuple[AccountEntry, ...]
    cursor: int | None


class Loyalty:
    """The use cases of the points program."""

    def __init__(self, database: Database, program: Program, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._program = program
        self._clock = clock

    def accrue(self, db: Connection, event: OrderPaid) -> None:
        """Add what the order earned, once however often it is told; a guest has no ledger and earns nothing."""
        order = event.order
        if order.customer_id is None:
            return
        for award in self._program.awards(Purchase.of(order)):
            accrual = Entry(
                EntryKind.ACCRUAL,
                award.points,
                event.occurred_at,
                expires_at=self._program.expires_at(event.occurred_at),
                source=Source(ORDER, order.reference),
                rule=award.rule,
            )
            records.add(db, order.customer_id, accrual, self._clock())

    def follow(self, db: Connection, event: OrderRefunded | RefundFailed | OrderDisputed) -> None:
        """Take back the points of what was refunded or lost to a dispute, from those the order brought; give back
        those of a refund that did not arrive in the end, or of a dispute won after all. Once however often it is told.

        What happened to the order before, and was left to the worker, is followed first: each event tells what else
        had gone by then, and is right about the points only if these went as well.
        """
        records.lock_order(db, event.order.reference)
        for each in [*records.left_before(db, event), event]:
            self._follow(db, each)

    def would_take_back(self, order: Order, refund: Refund, earlier: Sequence[Refund]) -> Points:
        """The points that a refund would take back."""
        with self._database.read() as db:
            return sum(
                max(_still_to_take(db, earned, order, [*earlier, refund]), 0)
                for earned in records.earned_by(db, order.reference)
            )

    def earned(self, order_reference: str) -> Points:
        """The points that one order has brought."""
        with self._database.read() as db:
            return sum(earned.accrual.points for earned in records.earned_by(db, order_reference))

    def account(self, customer_id: str, *, limit: int = 20, cursor: int | None = None) -> Account:
        """The customer's points now, and a page of the entries behind them; who never earned has an empty account.

        Whatever page is asked for, all of the customer's entries are read and replayed.
        """
        with self._database.read() as db:
            entries = records.entries_of(db, customer_id)
        ledger = replay(entries, now=self._clock())
        asked = [entry for entry in entries if cursor is None or int(entry.id) < cursor]
        page = asked[:limit]
        return Account(
            balance=ledger.balance,
            lots=tuple(lot for lot in ledger.lots if lot.left),
            entries=tuple(AccountEntry(entry, self._reason_of(entry)) for entry in page),
            cursor=int(page[-1].id) if len(asked) > limit else None,
        )

    def _follow(self, db: Connection, event: Happening) -> None:
        match event:
            case OrderPaid():
                self.accrue(db, event)
            case OrderRefunded(refund=refund):
                self._reckon(db, event, Source(REFUND, refund.id), [*event.earlier, refund])
            case RefundFailed(refund=refund):
                made = Source(REFUND, refund.id)
                self._reckon(db, event, Source(FAILED_REFUND, refund.id), event.others, undone=made)
            case OrderDisputed(dispute=dispute) if dispute.state is DisputeState.LOST:
                self._reckon(db, event, Source(DISPUTE, dispute.decision_id), [*event.others, dispute.loss])
            case OrderDisputed(dispute=dispute) if dispute.state is DisputeState.WON:
                # A win that was told of before decisions were counted has the number of the loss itself.
                lost = replace(dispute, overturned_count=max(dispute.overturned_count - 1, 0))
                undone = Source(DISPUTE, lost.decision_id)
                self._reckon(db, event, Source(WON_DISPUTE, dispute.decision_id), event.others, undone=undone)

    def _reckon(
        self, db: Connection, event: Happening, source: Source, gone: Sequence[Refund], *, undone: Source | None = None
    ) -> None:
        """Take back or, with what is `undone`, give back points until those taken are the points of all that is gone.

        Each accrual is left with an entry of this source, of no points where none move: told again, even after what
        happened later, it changes nothing.
        """
        for earned in records.earned_by(db, event.order.reference):
            accrual, points = earned.accrual, -_still_to_take(db, earned, event.order, gone)
            taken = records.reversal_by(db, undone, accrual.rule) if undone else None
            reversal = Entry(
                EntryKind.REVERSAL,
                max(points, 0) if undone else min(points, 0),
                event.occurred_at,
                of=(taken or accrual).id,
                expires_at=accrual.expires_at,
                source=source,
                rule=accrual.rule,
            )
            records.add(db, earned.customer_id, reversal, self._clock())

    def _reason_of(self, entry: Entry) -> Text:
        said = _REASONS.get(entry.source.kind) if entry.source else None
        return said or self._program.reason_for(entry.rule)


def _still_to_take(db: Connection, earned: Earned, order: Order, gone: Sequence[Refund]) -> Points:
    """The points of what is gone of an order that nobody took yet; below zero where more was taken."""
    return points_returned(earned.accrual.points, order, gone) - records.taken_back(db, earned.accrual)
