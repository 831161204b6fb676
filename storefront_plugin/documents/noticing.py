"""Giving notice: the event is recorded, and the outbox sees to the letter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from storefront_plugin.documents import records
from storefront_plugin.errors import OrderUnknown
from storefront_plugin.events import Notice, NoticeGiven, Publish
from storefront_plugin.storage import Database


class Notices:
    """The merchant's way to tell a buyer. Checkout publishes the same event by itself."""

    def __init__(self, database: Database, publish: Publish, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._publish = publish
        self._clock = clock

    def send(self, order_reference: str, notice: Notice, *, note: str = "") -> bool:
        """Tell the buyer of a paid order; the same notice in the same words is told once: whether it was now.

        Raises OrderUnknown.
        """
        with self._database.write() as db:
            paid = records.paid_event(db, order_reference)
            if paid is None:
                raise OrderUnknown
            return self._publish(db, NoticeGiven(paid.order, notice, self._clock(), note=note.strip()))
