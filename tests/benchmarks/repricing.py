"""A whole catalogue repriced and recorded, against the same rows written raw through the driver.

Raw is executemany on SQLite and COPY on PostgreSQL, each in one transaction: the fastest that the driver has, of rows
that are ready in memory. PostgreSQL takes part where the tests' own server is reached.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from storefront_plugin.host import Host, Product
from storefront_plugin.markets.edition import Market
from storefront_plugin.money import Currency, Money
from storefront_plugin.pricing.history.service import PriceHistory
from storefront_plugin.pricing.rates.exchange_rate import RateTable
from storefront_plugin.pricing.rates.local_rates import LocalRates
from storefront_plugin.pricing.service import Pricing
from storefront_plugin.pricing.settings import PricingSettings
from storefront_plugin.storage import Database
from tests.benchmarks.databases import fresh_database, kinds

OWN = Currency.of("GBP")
CURRENCIES = "GBP EUR USD CHF JPY SEK NOK DKK PLN CZK HUF RON AUD CAD NZD SGD HKD KRW MXN ZAR".split()
MARKETS = tuple(Market(code.lower(), (), Currency.of(code), ("en",)) for code in CURRENCIES)
BEGUN_AT = datetime(2026, 11, 21, tzinfo=UTC)
SHORT, LONG = (2_000, 5), (100_000, 20)
# One product in so many costs something else the second time.
CHANGED_OF = 100
_INTO = "storefront_price_history (market, sku, from_at, minor, currency)"


class Rates:
    """One table, of rates that are no round numbers."""

    name = "bench"

    def fetch(self, base: Currency) -> RateTable:
        rates = {Currency.of(code): Decimal(f"1.{number:02}37") for number, code in enumerate(CURRENCIES)}
        return RateTable(base, date(2026, 11, 20), self.name, rates)


class Catalogue(Host):
    """So many products, made as they are asked for; `day` 1 has other prices for one in a hundred."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.day = 0

    def products(self) -> Iterator[Product]:
        for number in range(self.count):
            changed = self.day if number % CHANGED_OF == 0 else 0
            yield Product(f"sku-{number:06}", "Darjeeling first flush", Money(999 + number + 700 * changed, OWN))


def rows(*, long: bool = False) -> list[dict[str, object]]:
    """The first run, and a second one with one per cent of changes, which mostly looks; each is measured once.

    The floor is of the rows that were written: of a second run it says little, and the time for each price says more.
    """
    return [row for size in ([SHORT, LONG] if long else [SHORT]) for kind in kinds() for row in _compared(kind, *size)]


def _compared(kind: str, products: int, markets: int) -> Iterator[dict[str, object]]:
    told = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.repricing", "--measure", kind, str(products), str(markets)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    measured = json.loads(told.stdout)
    for run in ("first", "second"):
        yield {"page": f"{products:,} x {markets} on {kind}, {run} run", **measured[run], **measured["memory"]}


def _measure(kind: str, products: int, markets: int) -> dict[str, dict[str, object]]:
    """In a process that does nothing else, so that its memory is ours."""
    start_mb, measured = _most_mb(), {}
    with fresh_database(kind) as database:
        history, host = _history(database, products, markets)
        for day, run in enumerate(("first", "second")):
            host.day = day
            begun = time.perf_counter()
            recorded = history.record()
            measured[run] = {"ours_us": round((time.perf_counter() - begun) * 1e6), "rows_written": recorded.changes}
            measured[run]["us_per_price"] = round(measured[run]["ours_us"] / recorded.prices, 2)
        peak_mb = _most_mb()
        for run in measured.values():
            run["floor_us"] = round(_write_raw(database, run["rows_written"], markets) * 1e6)
            run["ratio"] = round(run["ours_us"] / run["floor_us"], 3)
    return {**measured, "memory": {"peak_mb": peak_mb, "peak_mb_before": start_mb}}


def _history(database: Database, products: int, markets: int) -> tuple[PriceHistory, Catalogue]:
    settings = PricingSettings(OWN, margin=Decimal("0.02"))
    chosen, moments = MARKETS[:markets], iter(range(1_000_000))

    def clock() -> datetime:
        return BEGUN_AT + timedelta(seconds=next(moments) / 1000)

    rates = LocalRates(OWN, settings.foreign_to(chosen), [Rates()])
    host = Catalogue(products)
    return PriceHistory(database, host, Pricing(settings, rates, chosen, clock), chosen, clock), host


def _write_raw(database: Database, count: int, markets: int) -> float:
    """Seconds for as many rows as were written, into the same table, empty again."""
    moment = "2026-11-21 00:00:00.000000"
    ready = [
        (MARKETS[number % markets].key, f"sku-{number // markets:06}", moment, number, "EUR") for number in range(count)
    ]
    with database.write() as db:
        db.exec_driver_sql("DELETE FROM storefront_price_history")
    begun = time.perf_counter()
    with database.write() as db:
        cursor = db.connection.cursor()
        if database.is_sqlite:
            cursor.executemany(f"INSERT INTO {_INTO} VALUES (?, ?, ?, ?, ?)", ready)  # noqa: S608 (no value)
        else:
            with cursor.copy(f"COPY {_INTO} FROM STDIN") as copy:
                for row in ready:
                    copy.write_row(row)
        cursor.close()
    return time.perf_counter() - begun


def _most_mb() -> int:
    """Linux's own figure: that of getrusage begins with the memory of whoever started us."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return round(int(status.partition("VmHWM:")[2].split(maxsplit=1)[0]) / 1024)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--long", action="store_true", help="a hundred thousand products for twenty markets too")
    asked.add_argument("--measure", nargs=3, metavar=("KIND", "PRODUCTS", "MARKETS"), help=argparse.SUPPRESS)
    told = asked.parse_args()
    if told.measure:
        kind, products, markets = told.measure
        print(json.dumps(_measure(kind, int(products), int(markets))))
        return
    print(json.dumps(rows(long=told.long), indent=2))


if __name__ == "__main__":
    main()
