"""The price lists of the settings and those that were imported: asked for each price, read anew when they change."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from storefront_plugin.errors import DatabaseNotReady, PriceListInSettings, PriceListUnknown
from storefront_plugin.markets.edition import Market
from storefront_plugin.pricing.lists import records as list_records
from storefront_plugin.pricing.lists.price_list import ListedPrice
from storefront_plugin.pricing.lists.price_table import PriceTable, TableChange, compare
from storefront_plugin.pricing.lists.records import ImportedList
from storefront_plugin.pricing.lists.settings import ListSettings
from storefront_plugin.pricing.lists.standing_list import StandingList, decide_state
from storefront_plugin.storage import Database

log = logging.getLogger(__name__)

LOOK_AGAIN = timedelta(seconds=30)
# Without its lists a market's prices are wrong ones; yet a page does not ask a database that is away for each price.
LOOK_AGAIN_AFTER_A_FAULT = timedelta(seconds=2)

Tables = tuple[PriceTable, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What was found at one look: tables by market, and the imported ones by their id.

    `unread` are the markets whose imported lists no look has found so far, since the database did not answer.
    """

    tables: Mapping[str, Tables]
    imported: Mapping[int, PriceTable]
    look_again_at: datetime
    unread: frozenset[str] = frozenset()


class PriceLists:
    """Tells the listed prices, and imports lists.

    A market's lists are read when it is first asked for, and kept in memory; every half minute one request looks
    whether another list stands, while all others go on with what is known. Of an import they see all or nothing.
    """

    def __init__(
        self,
        database: Database,
        settings: Mapping[str, ListSettings],
        markets: Sequence[Market],
        clock: Callable[[], datetime],
    ) -> None:
        """The settings' lists by name. Raises InexactAmount for what their market's currency cannot pay."""
        self._database = database
        self._clock = clock
        self._markets = {market.key: market for market in markets}
        self._own: Mapping[str, Tables] = {
            key: tuple(each.table(name, market) for name, each in settings.items() if each.market == key)
            for key, market in self._markets.items()
        }
        self._own_names = frozenset(settings)
        self._known: _Known | None = None
        self._looking = Lock()

    def of(self, market: str, sku: str) -> Sequence[ListedPrice]:
        """What the lists of this market (by its key) say of a product, open or not."""
        return [found for table in self._tables(market) if (found := table.entry(sku))]

    def ensure_known(self, market: str) -> None:
        """Have the lists of this market read where no look has found them so far. Raises DatabaseNotReady."""
        self._tables(market)
        with self._looking:
            if self._known and market in self._known.unread:
                self._known = self._look(self._known, market)
            if self._known and market in self._known.unread:
                raise DatabaseNotReady()

    def standing(self) -> Sequence[StandingList]:
        """All lists: those of the settings, then the imported ones by name. Raises DatabaseNotReady."""
        now = self._clock()
        own = [
            StandingList(each.list, each.currency, len(each.prices), decide_state(each.list, now=now))
            for tables in self._own.values()
            for each in tables
        ]
        with self._database.read() as db:
            imported = list_records.imported_lists(db)
        return own + [
            StandingList(
                each.list,
                each.currency,
                each.price_count,
                decide_state(each.list, now=now, is_usable=self._is_usable(each)),
                each.imported_at,
            )
            for each in imported
        ]

    def replace(self, table: PriceTable, *, is_rehearsal: bool = False) -> TableChange:
        """Put the table in the place of the list of its name, whole, and say what that changes.

        A rehearsal only says. Raises PriceListInSettings where the settings have a list of this name, DatabaseNotReady.
        """
        name = table.list.name
        if name in self._own_names:
            raise PriceListInSettings(name=name)
        if is_rehearsal:
            with self._one_moment() as db:
                return compare(list_records.table_named(db, name), table)
        with self._database.write() as db:
            list_records.lock_lists(db)
            standing = list_records.table_named(db, name)
            list_records.remove_table(db, name)
            list_records.add_table(db, table, self._clock())
        self._look_soon()
        return compare(standing, table)

    def remove(self, name: str, *, is_rehearsal: bool = False) -> ImportedList:
        """Remove an imported list; a rehearsal only tells which. Raises PriceListUnknown and as `replace` does."""
        with self._database.write() as db:
            list_records.lock_lists(db)
            found = next((each for each in list_records.imported_lists(db) if each.list.name == name), None)
            if found is None:
                raise PriceListInSettings(name=name) if name in self._own_names else PriceListUnknown(name=name)
            if not is_rehearsal:
                list_records.remove_table(db, name)
        self._look_soon()
        return found

    def _tables(self, market: str) -> Tables:
        known = self._known
        if known is None or market not in known.tables:
            # Here all wait: a price without its list would be a wrong one.
            with self._looking:
                known = self._known
                if known is None or market not in known.tables:
                    self._known = known = self._look(known, market)
        elif self._clock() >= known.look_again_at and self._looking.acquire(blocking=False):
            try:
                self._known = known = self._look(self._known, market)
            finally:
                self._looking.release()
        return known.tables[market]

    def _look(self, known: _Known | None, market: str) -> _Known:
        now = self._clock()
        asked = {market, *(known.tables if known else ())}
        imported, unread = (known.imported, known.unread) if known else ({}, frozenset[str]())
        try:
            imported, unread = self._read(asked, imported, now), frozenset[str]()
        except (DatabaseNotReady, SQLAlchemyError):
            log.warning("the imported price lists are not read anew: the database does not answer")
            unread |= asked - set(known.tables if known else ())
        tables = {
            key: self._own.get(key, ()) + tuple(each for each in imported.values() if each.list.market == key)
            for key in asked
        }
        return _Known(tables, imported, now + (LOOK_AGAIN_AFTER_A_FAULT if unread else LOOK_AGAIN), unread)

    def _read(
        self, asked: Collection[str], standing: Mapping[int, PriceTable], now: datetime
    ) -> Mapping[int, PriceTable]:
        """The imported lists of the markets asked for; those that stand already are not read again."""
        found = {}
        with self._one_moment() as db:
            for each in list_records.imported_lists(db):
                is_past = each.list.ends_at is not None and each.list.ends_at <= now
                if each.list.market not in asked or is_past:
                    continue
                if not self._is_usable(each):
                    log.warning("the price list “%s” is in %s, and not used", each.list.name, each.currency)
                    continue
                found[each.id] = standing.get(each.id) or PriceTable(
                    each.list, each.currency, list_records.prices_of(db, each.id)
                )
        return found

    def _is_usable(self, imported: ImportedList) -> bool:
        """Whether its market is there and pays in the same currency: else its numbers would mean other amounts."""
        market = self._markets.get(imported.list.market)
        return market is not None and market.currency == imported.currency

    @contextmanager
    def _one_moment(self) -> Iterator[Connection]:
        """What is read belongs together, also where an import is committed in between."""
        with self._database.read() as db:
            if not self._database.is_sqlite:
                db.execution_options(isolation_level="REPEATABLE READ")
            yield db

    def _look_soon(self) -> None:
        with self._looking:
            if self._known:
                self._known = replace(self._known, look_again_at=self._clock())
