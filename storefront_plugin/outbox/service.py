"""Publishing an event, and seeing to it that every reaction is done."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from storefront_plugin.errors import StorefrontError
from storefront_plugin.events import Event
from storefront_plugin.outbox import queue
from storefront_plugin.outbox.delivery import FIRST_TRY, Delivery, name_of, wait_after
from storefront_plugin.storage import Database, after_commit

log = logging.getLogger(__name__)

# Both are given an event of their own kind and idempotent by its id; Within changes the database alone, through the
# connection given.
Within = Callable[[Connection, Any], None]
After = Callable[[Any], None]


class Outbox:
    """Publishes events to the reactions of their kind, each known by its name in data."""

    def __init__(
        self,
        database: Database,
        within: Mapping[str, Mapping[str, Within]],
        after: Mapping[str, Mapping[str, After]],
        clock: Callable[[], datetime],
    ) -> None:
        for kind in within:
            if shared := within[kind].keys() & after.get(kind, {}).keys():
                raise ValueError(f"two reactions to {kind} of one name: {sorted(shared)}")
        self._database = database
        self._within = within
        self._after = after
        self._clock = clock

    def publish(self, db: Connection, event: Event) -> bool:
        """Record the event in a transaction of `Database.write()` and react to it; told again, do nothing.

        Answers whether it is new. A reaction's fault is logged and left to the worker; it never undoes what the caller
        wrote.
        """
        now = self._clock()
        if not queue.record(db, event, now):
            return False
        self._react(db, event, now)
        if names := list(self._after.get(event.kind, {})):
            queue.add_all(db, event.id, names, due_at=now + FIRST_TRY)
            after_commit(db, lambda: self._try_at_once(event, names))
        return True

    def deliver_batch(self, limit: int = 100) -> int:
        """Try what is due, one after the other, and answer how many were tried: fewer than the limit, nothing is left.

        May run in any number of processes at once. Raises DatabaseNotReady.
        """
        for tried in range(limit):
            if self.deliver_next() is None:
                return tried
        return limit

    def deliver_next(self) -> bool | None:
        """Try one that is due: whether it succeeded; None where nothing is due. Raises DatabaseNotReady."""
        with self._database.write() as db:
            delivery = queue.claim_due(db, self._clock())
        return None if delivery is None else self._deliver(delivery)

    def _react(self, db: Connection, event: Event, now: datetime) -> None:
        reactions = self._within.get(event.kind, {})
        if not reactions:
            return
        try:
            with db.begin_nested():
                for reaction in reactions.values():
                    reaction(db, event)
        except Exception as fault:
            # All are undone now: each by itself, so that only what fails is left to the worker.
            succeeded = [self._react_alone(db, event, name, now) for name in reactions]
            if all(succeeded):
                # Else nobody would learn of what comes and goes, or of reactions that are in each other's way.
                log.warning("the reactions to %s failed, and succeeded one by one", event.id, exc_info=fault)

    def _react_alone(self, db: Connection, event: Event, name: str, now: datetime) -> bool:
        """Whether it succeeded; else it is left to the worker."""
        try:
            with db.begin_nested():
                self._within[event.kind][name](db, event)
        except Exception as fault:
            log.exception("the reaction %s to %s failed; the worker will try again", name, event.id)
            queue.add(db, event.id, name, due_at=now + wait_after(1), attempts=1, last_error=name_of(fault))
            return False
        return True

    def _try_at_once(self, event: Event, names: Sequence[str]) -> None:
        for name in names:
            with self._database.write() as db:
                delivery = queue.claim_first(db, event.id, name, self._clock())
            if delivery:
                self._deliver(delivery, event)

    def _deliver(self, delivery: Delivery, event: Event | None = None) -> bool:
        """Whether it succeeded; else it is put back for a later try."""
        try:
            if event is None:
                with self._database.read() as db:
                    event = queue.read_event(db, delivery.event_id)
            self._run(delivery, event)
        except Exception as fault:
            log.error(
                "the reaction %s to %s failed (attempt %d): %s",
                delivery.reaction,
                delivery.event_id,
                delivery.attempts,
                fault,
                exc_info=not isinstance(fault, StorefrontError),
            )
            due_at = self._clock() + wait_after(delivery.attempts)
            with self._database.write() as db:
                queue.put_back(db, delivery, due_at=due_at, last_error=name_of(fault))
            return False
        return True

    def _run(self, delivery: Delivery, event: Event) -> None:
        if within := self._within.get(event.kind, {}).get(delivery.reaction):
            with self._database.write() as db:
                # Finished first, so that whoever lost the claim does not react; one transaction holds both.
                if queue.finish(db, delivery, self._clock()):
                    within(db, event)
            return
        # A name that no reaction has any more raises LookupError: it waits until somebody looks at the log.
        self._after[event.kind][delivery.reaction](event)
        with self._database.write() as db:
            queue.finish(db, delivery, self._clock())
