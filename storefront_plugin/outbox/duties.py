"""What comes round again: done by one worker at a time, however many there are."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update

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


class Duties:
    """Does what is due. A duty that nobody has done yet is due at once."""

    def __init__(self, database: Database, duties: Sequence[Duty], clock: Callable[[], datetime]) -> None:
        self._database = database
        self._duties = tuple(duties)
        self._clock = clock

    def do_due(self) -> list[str]:
        """The names of what was done now. Raises DatabaseNotReady where it cannot be told what is due."""
        return [duty.name for duty in self._duties if self._claim(duty) and self._do(duty)]

    def _claim(self, duty: Duty) -> bool:
        """Whether it is due, and ours: the row's next time is set before the work begins."""
        now = self._clock()
        following = now + duty.every
        with self._database.write() as db:
            if insert_new(db, duties_table, {"name": duty.name, "due_at": following}):
                return True
            claim = update(duties_table).where(duties_table.c.name == duty.name, duties_table.c.due_at <= now)
            return db.execute(claim.values(due_at=following)).rowcount == 1

    def _do(self, duty: Duty) -> bool:
        try:
            duty.do()
        except Exception:
            log.exception("the duty “%s” failed; it is tried again in %s", duty.name, min(TRY_AGAIN, duty.every))
            self._put_forward(duty)
            return False
        return True

    def _put_forward(self, duty: Duty) -> None:
        with self._database.write() as db:
            row = duties_table.c.name == duty.name
            soon = self._clock() + min(TRY_AGAIN, duty.every)
            db.execute(update(duties_table).where(row).values(due_at=soon))
