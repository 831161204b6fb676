"""Which refund of all that an attempt collected is the one to ask for, where earlier ones have failed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from storefront_plugin.checkout import refund_records
from storefront_plugin.checkout.attempt import Attempt
from storefront_plugin.checkout.refund import STANDING, refund_id

# About a day of the outbox's tries; what the provider refuses for so long is the merchant's to see to.
MOST_UNASKED = 10


@dataclass(frozen=True, slots=True)
class Try:
    """The `number`-th refund of all that an attempt collected, by the name of its wish."""

    number: int
    wish_id: str

    @property
    def is_exhausted(self) -> bool:
        """Whether it has failed so often that only a person may ask for it again."""
        return self.number > MOST_UNASKED


def next_try(db: Connection, attempt: Attempt) -> Try:
    """The first that has not failed; who looks at the same moment asks for the same one."""
    number = 1
    while True:
        found = Try(number, attempt.id if number == 1 else f"{attempt.id}:{number}")
        known = refund_records.find(db, refund_id(attempt.order_reference, found.wish_id))
        if known is None or known.state in STANDING:
            return found
        number += 1
