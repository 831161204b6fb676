"""What comes round again: done by one worker at a time, however many there are."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update

from storefront_plugin.errors import StorefrontError
from storefront_plugin.outbox.tables import duties as duties_table
from storefront_plugin.storage import Database, insert_new

log = logging.getLogger(__name__)

TRY_AGAIN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to do every so often, by its name in data; what it raises is logged, and it is tried again sooner."""

    name: str
    every: timedelta
    do: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Round:
    """One time that a duty came round: done, unless `fault` says in a line why it failed and is tried again sooner."""

    name: str
    fault: str = ""


class Duties:
    """Does what is due. A duty that nobody has done yet is due at once."""

    def __init__(self, database: Database, duties: Sequence[Duty], clock: Callable[[], datetime]) -> None:
        self._database = database
        self._duties = tuple(duties)
        self._clock = clock

    def do_due(self) -> list[Round]:
        """What came round now. Raises DatabaseNotReady where it cannot be told what is due."""
        return [self._do(duty) for duty in self._duties if self._claim(duty)]

    def _claim(self, duty: Duty) -> bool:
        """Whether it is due, and ours: the row's next time is set before the work begins."""
        now = self._clock()
        following = now + duty.every
        with self._database.write() as db:
            if insert_new(db, duties_table, {"name": duty.name, "due_at": following}):
                return True
            claim = update(duties_table).where(duties_table.c.name == duty.name, duties_table.c.due_at <= now)
            return db.execute(claim.values(due_at=following)).rowcount == 1

    def _do(self, duty: Duty) -> Round:
        try:
            duty.do()
        except Exception as fault:
            soon, is_known = min(TRY_AGAIN, duty.every), isinstance(fault, StorefrontError)
            reason = str(fault) if is_known else f"{type(fault).__name__}: {fault}"
            # Where a fault that we know was raised tells nobody more.
            log.error("the duty “%s” failed; again in %s: %s", duty.name, soon, reason, exc_info=not is_known)
            self._put_forward(duty, soon)
            return Round(duty.name, reason)
        return Round(duty.name)

    def _put_forward(self, duty: Duty, soon: timedelta) -> None:
        with self._database.write() as db:
            row = duties_table.c.name == duty.name
            db.execute(update(duties_table).where(row).values(due_at=self._clock() + soon))
