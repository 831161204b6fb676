"""Rates that were fetched: kept with their source and date, in force from their moment on; requests only read."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from threading import Lock

from storefront_plugin.errors import DatabaseNotReady, NoRate, RateSourceFailed, RateTableUnknown, StorefrontError
from storefront_plugin.money import Currency
from storefront_plugin.pricing.ports import RatesInForce, RateSource
from storefront_plugin.pricing.rates import records as rate_records
from storefront_plugin.pricing.rates.exchange_rate import ExchangeRate, RateTable
from storefront_plugin.pricing.rates.fetched_table import FetchedTable, Held, decide_table, stood_anew
from storefront_plugin.pricing.rates.freshness import SettledRates, StandingRate
from storefront_plugin.pricing.rates.settings import RatesSettings
from storefront_plugin.storage import Database

log = logging.getLogger(__name__)

LOOK_AGAIN = timedelta(seconds=30)
# A database that does not answer holds a page for seconds: it is left in peace for a while.
LOOK_AGAIN_AFTER_A_FAULT = timedelta(minutes=5)


class Outcome(StrEnum):
    """What became of asking one feed."""

    KEPT = "kept"
    UNCHANGED = "unchanged"
    HELD = "held"
    FAILED = "failed"
    NOT_QUOTED = "not quoted"


@dataclass(frozen=True, slots=True)
class Refreshed:
    """One feed asked: `fetched` where it answered with something new, `fault` where it failed."""

    source: str
    outcome: Outcome
    fetched: FetchedTable | None = None
    fault: StorefrontError | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    rates: Mapping[Currency, StandingRate]
    looked_at: datetime
    look_again_at: datetime


class StoredRates:
    """Asks the feeds when told to, keeps what they say, and tells what is in force.

    The merchant's fixed rates stand before all, then the feeds in their order; the snapshot that is installed stands
    in for what no feed quotes, or where it is newer than what was fetched.
    """

    def __init__(
        self,
        *,
        database: Database,
        local: RatesInForce,
        feeds: Sequence[RateSource],
        settings: RatesSettings,
        own: Currency,
        wanted: Sequence[Currency],
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        # What is known without the database.
        self.local = local
        self._feeds = tuple(feeds)
        self._settings = settings
        self._own = own
        self._wanted = tuple(wanted)
        self._clock = clock
        self._known: _Known | None = None
        self._looking = Lock()

    def in_force(self) -> Mapping[Currency, StandingRate]:
        """By target. Looked up again every half minute, and when the next table takes effect."""
        known = self._known
        # A clock that was set back is no reason to wait until it is where it was.
        if known and known.looked_at <= self._clock() < known.look_again_at:
            return known.rates
        # Whoever comes while another looks goes on with what was known; the first ones wait.
        if not self._looking.acquire(blocking=known is None) and known:
            return known.rates
        try:
            if self._known is known:
                self._known = self._look(known)
            return (self._known or self._look(None)).rates
        finally:
            self._looking.release()

    def refresh(self, *, is_rehearsal: bool = False) -> list[Refreshed]:
        """Ask every feed, and keep what is new; one that fails is logged, and changes nothing.

        A rehearsal asks and decides, and keeps nothing.
        """
        found = [self._ask(feed, is_rehearsal=is_rehearsal) for feed in self._feeds]
        self._known = None
        return found

    def keep_fresh(self) -> None:
        """The worker's duty. Raises what a feed failed by, once all of them were asked."""
        for each in self.refresh():
            if each.fault:
                raise each.fault

    def waiting(self) -> list[FetchedTable]:
        """The tables that are not in force: held, or before their moment."""
        with self._database.read() as db:
            return rate_records.waiting_tables(db, self._sources, self._clock())

    def with_waiting(self, fetched: FetchedTable) -> RatesInForce:
        """The rates as they would be with a waiting table in force."""
        stored = self._stored(self._clock())
        return SettledRates(self._merged({**stored, fetched.table.source: fetched.in_force(self._own)}))

    def hold(self, table_id: int) -> None:
        """Hold a table back: the one before it stays in force, or is so again. Raises RateTableUnknown."""
        self._set(table_id, Held.BY_MERCHANT)

    def release(self, table_id: int) -> None:
        """Let a table pass at its moment, or now where that is past. Raises RateTableUnknown."""
        self._set(table_id, None)

    def history(self, days: int) -> dict[Currency, list[tuple[date, Decimal]]]:
        """What one of the own currency was in each one wanted, by the first feed that quotes both, day by day."""
        since = self._clock().date() - timedelta(days=days)
        found: dict[Currency, list[tuple[date, Decimal]]] = {currency: [] for currency in self._wanted}
        with self._database.read() as db:
            for source in self._sources:
                tables = [each.table for each in rate_records.tables_since(db, source, since) if each.held is None]
                for currency, known in found.items():
                    found[currency] = known or _by_day(tables, self._own, currency)
        return found

    def on(self, base: Currency, target: Currency, day: date) -> ExchangeRate:
        """The rate of that day, or of the latest day before it that had one. Raises NoRate."""
        with self._database.read() as db:
            for source in self._sources:
                for fetched in rate_records.tables_by(db, source, day):
                    if fetched.table.quotes(base) and fetched.table.quotes(target):
                        return fetched.table.rate(base, target)
        raise NoRate(base=base, target=target)

    @property
    def _sources(self) -> list[str]:
        return [feed.name for feed in self._feeds]

    def _ask(self, feed: RateSource, *, is_rehearsal: bool) -> Refreshed:
        try:
            table = feed.fetch(self._own)
            fetched = None if table is None else self._keep(feed, table, is_rehearsal=is_rehearsal)
        except DatabaseNotReady:
            raise
        except Exception as fault:
            # Whatever is wrong with one feed, the next may do.
            unknown = RateSourceFailed(source=feed.name, reason=type(fault).__name__)
            failed = fault if isinstance(fault, StorefrontError) else unknown
            log.error("the rates stay as they are: %s", failed, exc_info=failed is unknown)
            return Refreshed(feed.name, Outcome.FAILED, fault=failed)
        if table is None:
            return Refreshed(feed.name, Outcome.NOT_QUOTED)
        if fetched is None:
            return Refreshed(feed.name, Outcome.UNCHANGED)
        if fetched.held:
            log.warning("a table of rates of “%s” (%s) is held: %s", feed.name, fetched.table.as_of, fetched.held)
        return Refreshed(feed.name, Outcome.HELD if fetched.held else Outcome.KEPT, fetched)

    def _keep(self, feed: RateSource, table: RateTable, *, is_rehearsal: bool) -> FetchedTable | None:
        """The table as it was kept, or would be; None where there is nothing new in it."""
        standing = self.in_force()
        with self._database.write() as db:
            rate_records.lock_source(db, feed.name)
            fetched = decide_table(
                table,
                rate_records.last_table(db, feed.name),
                own=self._own,
                # A rate that the merchant fixed is hers, and may be far from any feed's.
                in_force={each: rate.rate.ratio for each, rate in standing.items() if rate.confirmed_on},
                settings=self._settings,
                now=self._clock(),
            )
            newest = rate_records.newest_table(db, feed.name)
            if fetched is None or (newest and newest.digest == fetched.digest):
                return None
            if not is_rehearsal:
                rate_records.add_table(db, fetched)
        return fetched

    def _set(self, table_id: int, held: Held | None) -> None:
        with self._database.write() as db:
            chosen = rate_records.table_of(db, table_id)
            if chosen is None:
                raise RateTableUnknown(id=table_id)
            rate_records.lock_source(db, chosen.table.source)
            rate_records.change_table(db, replace(chosen, held=held))
            # What stands after it, and after those that follow, was worked out from it.
            followers = rate_records.tables_from(db, chosen)
            for each in stood_anew(followers, rate_records.last_before(db, chosen), self._settings.stability):
                rate_records.change_table(db, each)
        self._known = None

    def _look(self, known: _Known | None) -> _Known:
        now = self._clock()
        try:
            rates = self._merged(self._stored(now))
            with self._database.read() as db:
                coming = rate_records.next_moment(db, now)
        except DatabaseNotReady:
            log.warning("the rates are not read anew: the database does not answer")
            rates = known.rates if known else self.local.in_force()
            return _Known(rates, now, now + LOOK_AGAIN_AFTER_A_FAULT)
        if known and known.rates == rates:
            # The same object: what was compiled from it still holds.
            rates = known.rates
        return _Known(rates, now, min(now + LOOK_AGAIN, coming) if coming else now + LOOK_AGAIN)

    def _stored(self, now: datetime) -> dict[str, Mapping[Currency, StandingRate]]:
        """By source, in the order of the feeds."""
        with self._database.read() as db:
            tables = {source: rate_records.last_table(db, source, effective_by=now) for source in self._sources}
        return {source: fetched.in_force(self._own) if fetched else {} for source, fetched in tables.items()}

    def _merged(self, stored: Mapping[str, Mapping[Currency, StandingRate]]) -> Mapping[Currency, StandingRate]:
        local = self.local.in_force()
        found = {}
        for currency in self._wanted:
            told = [rates[currency] for rates in stored.values() if currency in rates]
            chosen = _first(local.get(currency), told[0] if told else None)
            if chosen:
                found[currency] = chosen
        return found


def _by_day(tables: Sequence[RateTable], own: Currency, currency: Currency) -> list[tuple[date, Decimal]]:
    """The last ratio of each day, of tables that come the oldest first."""
    told = {
        table.as_of: table.rate(own, currency).ratio
        for table in tables
        if table.as_of and table.quotes(own) and table.quotes(currency)
    }
    return [*told.items()]


def _first(local: StandingRate | None, fetched: StandingRate | None) -> StandingRate | None:
    """The merchant's own, which has no date, before all; then the fetched one, unless the installed one is newer."""
    if local is None or fetched is None:
        return local or fetched
    if local.confirmed_on is None or (fetched.confirmed_on and fetched.confirmed_on < local.confirmed_on):
        return local
    return fetched
