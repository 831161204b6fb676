"""Looks after what nobody came back for, so that everything ends right without a single notification."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from storefront_plugin.checkout import due_records
from storefront_plugin.checkout.attempt import Attempt
from storefront_plugin.checkout.holds import Holds
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.checkout.refunds import Refunds
from storefront_plugin.checkout.settlement import Settlement
from storefront_plugin.checkout.sweep import NEGLECTED_AFTER, REFUND_WAITS, lapses_soon
from storefront_plugin.errors import DatabaseNotReady, ProviderNotSetUp, ProviderUnreachable, RefundRefused
from storefront_plugin.storage import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """One attempt that was looked at; `after` is None where that failed, and then there is a `fault`.

    What `is_lapsing` is only reserved, and to be captured before the bank lets it go.
    """

    attempt_id: str
    order_reference: str
    before: AttemptState
    after: AttemptState | None
    fault: str = ""
    is_lapsing: bool = False


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did: the attempts it looked at, and the orders whose stock it gave back."""

    attempts: tuple[Seen, ...]
    released: tuple[str, ...] = ()

    @property
    def has_failed(self) -> bool:
        return any(each.fault for each in self.attempts)


class Sweep:
    """May run in any number of processes at once: each attempt that is due is claimed by one of them."""

    def __init__(
        self,
        *,
        database: Database,
        settlement: Settlement,
        holds: Holds,
        refunds: Refunds,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._settlement = settlement
        self._holds = holds
        self._refunds = refunds
        self._clock = clock

    def run(self, tell: Callable[[Seen], object] = lambda _: None) -> Swept:
        """Look at all that is due by now, and `tell` of each attempt as it is done.

        A fault with one does not keep the others waiting: it is logged, and looked at again later.
        """
        due, seen = self._clock(), []
        while (attempt := self._claim(due)) is not None:
            seen.append(self._see_to(attempt))
            tell(seen[-1])
        return Swept(tuple(seen), tuple(self._holds.let_go_of_needless()))

    def due(self) -> list[Attempt]:
        """What a sweep would look at now."""
        with self._database.read() as db:
            return due_records.due_attempts(db, self._clock())

    def neglected(self) -> int:
        """How many attempts have been due for so long that nobody seems to sweep."""
        with self._database.read() as db:
            return due_records.count_due(db, self._clock() - NEGLECTED_AFTER)

    def follow_refunds(self) -> list[str]:
        """Ask about every refund whose outcome is not known; their ids. Banks take days: once an hour will do."""
        found = self._refunds.unsettled(self._clock() - REFUND_WAITS)
        for refund_id in found:
            try:
                self._refunds.settle(refund_id)
            except DatabaseNotReady:
                raise
            except (ProviderUnreachable, RefundRefused) as fault:
                log.warning("refund %s: %s", refund_id, fault)
            except Exception:
                log.exception("refund %s could not be looked after; it will be tried again", refund_id)
        return found

    def _claim(self, due: datetime) -> Attempt | None:
        # Its next look is set first: who fails, or dies, has not spoilt it.
        with self._database.write() as db:
            return due_records.claim_due(db, due, self._clock())

    def _see_to(self, attempt: Attempt) -> Seen:
        after, fault, is_lapsing = None, "", False
        try:
            seen = self._settlement.see_to(attempt.id)
            if is_lapsing := lapses_soon(seen, self._clock()):
                log.warning("attempt %s of order %s is only authorised: capture it", seen.id, seen.order_reference)
            after = seen.state
        except DatabaseNotReady:
            raise
        except ProviderNotSetUp:
            fault = "the provider is not set up here"
        except ProviderUnreachable:
            fault = "the provider does not answer"
        except Exception as failed:
            log.exception("attempt %s could not be looked after; it will be tried again", attempt.id)
            fault = f"{type(failed).__name__}: {failed}"
        return Seen(attempt.id, attempt.order_reference, attempt.state, after, fault, is_lapsing)
