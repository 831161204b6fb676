"""Points for paid orders, and the account in which a customer sees them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from storefront_plugin.events import OrderPaid, OrderRefunded, RefundFailed
from storefront_plugin.host import Order, Refund
from storefront_plugin.loyalty.entry import Entry, EntryKind, Points, Source
from storefront_plugin.loyalty.ledger import Lot, replay
from storefront_plugin.loyalty.program import Program, Purchase
from storefront_plugin.loyalty.returned import points_returned
from storefront_plugin.loyalty.tables import ledger_entries
from storefront_plugin.money import Money
from storefront_plugin.storage import Database, insert_new
from storefront_plugin.texts import Text, sf_

ORDER = "order"
REFUND = "refund"
FAILED_REFUND = "failed_refund"

_REASONS = {
    REFUND: sf_("For goods that were refunded"),
    FAILED_REFUND: sf_("Given back: the refund did not arrive"),
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
            row = {
                "customer_id": order.customer_id,
                "kind": EntryKind.ACCRUAL,
                "points": award.points,
                "source_kind": ORDER,
                "source_id": order.reference,
                "rule": award.rule,
                "occurred_at": event.occurred_at,
                "recorded_at": self._clock(),
                "expires_at": self._program.expires_at(event.occurred_at),
            }
            insert_new(db, ledger_entries, row)

    def take_back(self, db: Connection, event: OrderRefunded) -> None:
        """Take back the points of what was refunded, once however often it is told, from those the order brought."""
        for earned in _earned_by(db, event.order):
            due = points_returned(earned.points, event.order, [*event.earlier, event.refund])
            if (points := due - _taken_back(db, earned.id)) > 0:
                self._reverse(db, earned, REFUND, event, -points, of=earned.id)

    def give_back(self, db: Connection, event: RefundFailed) -> None:
        """Give back what a refund took that did not arrive in the end, once however often it is told."""
        for earned in _earned_by(db, event.order):
            taken = _reversal_for(db, event.refund.id, earned.rule)
            surplus = _taken_back(db, earned.id) - points_returned(earned.points, event.order, event.others)
            if taken is not None and (points := min(-taken.points, surplus)) > 0:
                self._reverse(db, earned, FAILED_REFUND, event, points, of=taken.id)

    def would_take_back(self, order: Order, refund: Refund, earlier: Sequence[Refund]) -> Points:
        """The points that a refund would take back."""
        with self._database.read() as db:
            return sum(
                max(points_returned(earned.points, order, [*earlier, refund]) - _taken_back(db, earned.id), 0)
                for earned in _earned_by(db, order)
            )

    def _reverse(
        self,
        db: Connection,
        earned: Row[Any],
        source: str,
        event: OrderRefunded | RefundFailed,
        points: Points,
        *,
        of: int,
    ) -> None:
        row = {
            "customer_id": earned.customer_id,
            "kind": EntryKind.REVERSAL,
            "points": points,
            "source_kind": source,
            "source_id": event.refund.id,
            "rule": earned.rule,
            "occurred_at": event.occurred_at,
            "recorded_at": self._clock(),
            "expires_at": earned.expires_at,
            "of_id": of,
        }
        insert_new(db, ledger_entries, row)

    def would_earn(self, base_totals: Sequence[Money]) -> Points:
        """The points that goods of these totals, in the shop's own currency, would earn."""
        return sum(award.points for award in self._program.awards(Purchase(tuple(base_totals))))

    def earned(self, order_reference: str) -> Points:
        """The points that one order has brought."""
        found = select(func.coalesce(func.sum(ledger_entries.c.points), 0)).where(
            ledger_entries.c.source_kind == ORDER,
            ledger_entries.c.source_id == order_reference,
            ledger_entries.c.kind == EntryKind.ACCRUAL,
        )
        with self._database.read() as db:
            return int(db.scalar(found) or 0)

    def account(self, customer_id: str, *, limit: int = 20, cursor: int | None = None) -> Account:
        """The customer's points now, and a page of the entries behind them; who never earned has an empty account."""
        with self._database.read() as db:
            rows = db.execute(
                select(ledger_entries)
                .where(ledger_entries.c.customer_id == customer_id)
                .order_by(ledger_entries.c.id.desc())
            ).all()
        ledger = replay([_entry_of(row) for row in rows], now=self._clock())
        asked = [row for row in rows if cursor is None or row.id < cursor]
        page = asked[:limit]
        return Account(
            balance=ledger.balance,
            lots=tuple(lot for lot in ledger.lots if lot.left),
            entries=tuple(
                AccountEntry(_entry_of(row), _REASONS.get(row.source_kind) or self._program.reason_for(row.rule))
                for row in page
            ),
            cursor=page[-1].id if len(asked) > limit else None,
        )


def _earned_by(db: Connection, order: Order) -> Sequence[Row[Any]]:
    """The accruals of an order, one for each rule."""
    is_it = (ledger_entries.c.source_kind == ORDER) & (ledger_entries.c.source_id == order.reference)
    return db.execute(select(ledger_entries).where(is_it, ledger_entries.c.kind == EntryKind.ACCRUAL)).all()


def _taken_back(db: Connection, accrual_id: int) -> Points:
    """How many points of an accrual refunds have taken, without what failed ones gave back."""
    taken = select(ledger_entries.c.id).where(ledger_entries.c.of_id == accrual_id)
    is_about = (ledger_entries.c.of_id == accrual_id) | ledger_entries.c.of_id.in_(taken)
    found = select(func.coalesce(func.sum(ledger_entries.c.points), 0)).where(is_about)
    return -int(db.scalar(found) or 0)


def _reversal_for(db: Connection, refund_id: str, rule: str) -> Row[Any] | None:
    is_it = (ledger_entries.c.source_kind == REFUND) & (ledger_entries.c.source_id == refund_id)
    return db.execute(select(ledger_entries).where(is_it, ledger_entries.c.rule == rule)).first()


def _entry_of(row: Row[tuple[object, ...]]) -> Entry:
    return Entry(
        kind=EntryKind(row.kind),
        points=row.points,
        occurred_at=row.occurred_at,
        id=str(row.id),
        of=None if row.of_id is None else str(row.of_id),
        expires_at=row.expires_at,
        source=Source(row.source_kind, row.source_id),
        rule=row.rule,
    )
