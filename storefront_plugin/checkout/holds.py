"""Stock that the host holds while somebody pays: taken before the provider is asked, given back when nobody pays.

The host is never called within a transaction of ours. A hold is released only while no attempt of its order may still
collect, and an attempt begins only while no release is under way, both under the order's lock. Money that comes for an
attempt that was over buys only what `stands` under that lock: so nobody's stock is given back under her feet.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from storefront_plugin.checkout import hold_records, records
from storefront_plugin.checkout.order import OrderState
from storefront_plugin.checkout.sweep import HELD_BEYOND
from storefront_plugin.errors import PaymentInProgress
from storefront_plugin.host import Host, Order
from storefront_plugin.storage import Database

log = logging.getLogger(__name__)

# How long a release may take, before somebody else repeats it.
RELEASE_TAKES = timedelta(minutes=1)


class Holds:
    """What one app's host holds; for a host that sells without limit, nothing is done and nothing is written."""

    def __init__(self, database: Database, host: Host, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._host = host
        self._clock = clock
        self.is_limited = getattr(host.reserve, "__func__", None) is not Host.reserve

    def want(self, db: Connection, reference: str) -> None:
        """In the transaction that begins an attempt, with the order locked: its stock is about to be held.

        Raises PaymentInProgress while what was held for it before is just being released.
        """
        if not self.is_limited:
            return
        now = self._clock()
        hold = hold_records.find(db, reference)
        if hold and hold.release_begun_at and now - hold.release_begun_at < RELEASE_TAKES:
            raise PaymentInProgress
        hold_records.want(db, reference, now)

    def is_wanted(self, reference: str) -> bool:
        """Whether an attempt has begun whose stock is not held yet, so that its provider cannot have been asked."""
        if not self.is_limited:
            return False
        with self._database.read() as db:
            kept = hold_records.find(db, reference)
        return kept is not None and not kept.is_held

    def hold(self, order: Order, until: datetime) -> bool:
        """See to it that an order's stock is held until then; False where it is sold out.

        Raises what the host does, and PaymentInProgress where it was given back at this very moment.
        """
        if not self.is_limited:
            return True
        with self._database.read() as db:
            kept = hold_records.find(db, order.reference)
        if kept and kept.is_held and not kept.release_begun_at and kept.until >= until:
            return True
        if kept is None or kept.release_begun_at:
            with self._database.write() as db:
                if records.lock_order(db, order.reference).state is OrderState.PLACED:
                    return True
                # It was released, or is just being released, and the money came after all.
                self.want(db, order.reference)
        longer = until + HELD_BEYOND
        if not self._host.reserve(order.lines, longer, order.reference):
            return False
        with self._database.write() as db:
            is_placed = records.lock_order(db, order.reference).state is OrderState.PLACED
            if not is_placed and not hold_records.keep(db, order.reference, longer):
                raise PaymentInProgress
        return True

    def stands(self, db: Connection, reference: str) -> bool:
        """With the order locked: whether its stock is held still, so that it may be sold in this transaction."""
        if not self.is_limited:
            return True
        kept = hold_records.find(db, reference)
        return kept is not None and kept.is_held and kept.release_begun_at is None

    def prolong(self, order: Order, until: datetime) -> None:
        """Hold for longer what takes longer; a fault of the host's is logged, and the next look tries again."""
        try:
            self.hold(order, until)
        except Exception:
            log.exception("the host could not prolong the hold of order %s", order.reference)

    def sell(self, db: Connection, reference: str) -> None:
        """In the transaction that places the order: from now on its stock is the host's to take."""
        if self.is_limited:
            hold_records.consume(db, reference)

    def let_go(self, reference: str) -> None:
        """Give back what is held for an order that nobody is paying any more; otherwise do nothing.

        A fault of the host's is logged, and the sweeper tries again.
        """
        if not self.is_limited:
            return
        now = self._clock()
        with self._database.read() as db:
            if hold_records.find(db, reference) is None:
                return
        with self._database.write() as db:
            records.lock_order(db, reference)
            if not hold_records.begin_release(db, reference, now, now - RELEASE_TAKES):
                return
        try:
            self._host.release(reference)
        except Exception:
            log.exception("the host could not release the stock of order %s; it will be told again", reference)
            with self._database.write() as db:
                hold_records.put_back(db, reference, now)
            return
        with self._database.write() as db:
            hold_records.finish_release(db, reference, now)

    def let_go_of_needless(self) -> list[str]:
        """Release what a crash, or a fault of the host's, left held for nobody; the references of these orders."""
        if not self.is_limited:
            return []
        with self._database.read() as db:
            found = hold_records.needless(db, self._clock() - RELEASE_TAKES)
        for reference in found:
            self.let_go(reference)
        return found
