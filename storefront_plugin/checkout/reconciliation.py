"""Comparing our record with the providers' own, both ways; what asking again puts right is put right."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storefront_plugin.checkout import due_records, refund_records
from storefront_plugin.checkout.attempt import Payments
from storefront_plugin.checkout.comparison import Finding, Ours, compare, difference
from storefront_plugin.checkout.ports import PaymentProvider, PaymentReport
from storefront_plugin.checkout.settlement import Settlement
from storefront_plugin.errors import DatabaseNotReady, ProviderUnreachable
from storefront_plugin.host import Dispute
from storefront_plugin.money import Money
from storefront_plugin.storage import Database

log = logging.getLogger(__name__)

# A duty of every day looks back further than a day: a worker may have stood still.
LOOKS_BACK = timedelta(days=7)
CLOCKS_APART = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Compared:
    """What one provider's comparison found; `theirs` is None where it could not be asked."""

    provider: str
    ours: int
    theirs: int | None
    findings: tuple[Finding, ...] = ()
    fault: str = ""

    @property
    def is_right(self) -> bool:
        return not self.findings and not self.fault


class Reconciliation:
    """The comparison with each provider of one app."""

    def __init__(
        self, *, database: Database, payments: Payments, settlement: Settlement, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._payments = payments
        self._settlement = settlement
        self._clock = clock

    def run(self, since: datetime | None = None) -> list[Compared]:
        """Compare what began since then, by default within a week, and what was given back or disputed since.

        A provider that fails does not stop the others. One whose keys are gone is a fault where it has attempts.
        """
        begin = since or self._clock() - LOOKS_BACK
        known = self._payments.providers
        with self._database.read() as db:
            begun = due_records.count_by_provider(db, begin)
        return [
            *(self._compare(provider, begin) for provider in known.values()),
            *(
                Compared(name, count, None, fault="the provider is not set up here")
                for name, count in begun.items()
                if name not in known
            ),
        ]

    def run_and_log(self) -> None:
        """The duty of every day: what differs is an error in the log, each with what to do."""
        for compared in self.run():
            if compared.fault:
                log.error("payments of %s could not be compared: %s", compared.provider, compared.fault)
            for each in compared.findings:
                log.error(
                    "%s: payment %s, order %s. %s", each.difference, each.payment_id, each.order_reference, each.advice
                )

    def _compare(self, provider: PaymentProvider, since: datetime) -> Compared:
        # Whatever begins while we look is not missing there.
        until = self._clock() - CLOCKS_APART
        try:
            theirs = list(provider.begun_since(since - CLOCKS_APART))
            touched = frozenset(provider.aftermath_since(since - CLOCKS_APART))
        except ProviderUnreachable:
            ours = self._ours(provider, since, until, ())
            return Compared(provider.name, len(ours), None, fault="the provider does not answer")
        theirs += self._earlier(provider, touched, listed={report.payment_id for report in theirs})
        ours = self._ours(provider, since, until, theirs)
        if self._settle(ours, theirs):
            ours = self._ours(provider, since, until, theirs)
        return Compared(provider.name, len(ours), len(theirs), tuple(compare(ours, theirs)))

    def _earlier(
        self, provider: PaymentProvider, touched: Collection[str], *, listed: Collection[str]
    ) -> list[PaymentReport]:
        """How those of our payments stand that are not listed, and were touched since or are disputed still."""
        reports = []
        with self._database.read() as db:
            found = due_records.attempts_to_follow(db, provider.name, touched)
        for attempt in found:
            if attempt.payment_id in listed:
                continue
            try:
                reports.append(self._payments.of(attempt).ask(str(attempt.payment_id)))
            except ProviderUnreachable:
                log.warning("payment %s could not be asked about", attempt.payment_id)
        return reports

    def _settle(self, ours: Mapping[str, Ours], theirs: Sequence[PaymentReport]) -> bool:
        """Ask about what stands otherwise there, or may, since a notification may have been lost; whether any did."""
        found = False
        for report in theirs:
            known = ours.get(report.attempt_id or "")
            if known is None or not (difference(known, report) or known.has_open_dispute):
                continue
            try:
                self._settlement.settle(known.attempt.id, payment_id=report.payment_id)
                found = True
            except ProviderUnreachable:
                log.warning("payment %s could not be asked about", report.payment_id)
            except DatabaseNotReady:
                raise
            except Exception:
                # The host failed, or its stock is just being released: the others are compared all the same.
                log.exception("payment %s could not be put right; the next comparison tries again", report.payment_id)
        return found

    def _ours(
        self, provider: PaymentProvider, since: datetime, until: datetime, theirs: Sequence[PaymentReport]
    ) -> dict[str, Ours]:
        named = [report.attempt_id for report in theirs if report.attempt_id]
        given: dict[str, int] = {}
        disputed: dict[str, list[Dispute]] = {}
        with self._database.read() as db:
            begun = due_records.attempts_between(db, provider.name, since, until, named)
            for batch in due_records.batches([attempt.id for attempt in begun]):
                given |= refund_records.told_to_be_given_back(db, batch)
                disputed |= refund_records.disputes_by_attempt(db, batch)
        return {
            each.id: Ours(each, Money(given.get(each.id, 0), each.amount.currency), disputed[each.id]) for each in begun
        }
