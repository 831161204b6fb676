"""A fetched table on its way into force: what is kept, what is held, and which rates it makes stand. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from storefront_plugin.errors import RateSourceFailed
from storefront_plugin.money import Currency
from storefront_plugin.money.rounding import add, divide
from storefront_plugin.pricing.rates.exchange_rate import ExchangeRate, RateTable
from storefront_plugin.pricing.rates.freshness import StandingRate
from storefront_plugin.pricing.rates.settings import RatesSettings

ONE_DAY = timedelta(days=1)


class Held(StrEnum):
    """Why a table does not take effect."""

    BY_MERCHANT = "merchant"
    MOVED_TOO_FAR = "moved"
    LACKS_A_CURRENCY = "lacks"


# For commands, whose output is English.
WHY_HELD = {
    Held.BY_MERCHANT: "the merchant says so",
    Held.MOVED_TOO_FAR: "a rate in it moved too far",
    Held.LACKS_A_CURRENCY: "a currency that is sold in is missing from it",
}


@dataclass(frozen=True, slots=True)
class FetchedTable:
    """One table as it was fetched: kept for good, in force from `effective_at` until the next one, unless held.

    `standing` are the rates that prices are made with, from the shop's own currency: those of the table, but where
    they stay within the stability band, those of before.
    """

    table: RateTable
    fetched_at: datetime
    effective_at: datetime
    own: Currency
    standing: Mapping[Currency, ExchangeRate]
    held: Held | None = None
    id: int | None = None

    @property
    def digest(self) -> str:
        """One name for its facts: the same table fetched twice has one."""
        told = ",".join(f"{currency}={ratio}" for currency, ratio in sorted(self.table.rates.items(), key=_by_code))
        return hashlib.sha256(f"{self.table.base}:{self.table.as_of}:{told}".encode()).hexdigest()

    def in_force(self, own: Currency) -> dict[Currency, StandingRate]:
        """By target, for a shop of this own currency; nothing where the table was kept for another."""
        if own != self.own:
            return {}
        return {currency: StandingRate(rate, self.table.as_of) for currency, rate in self.standing.items()}


def decide_table(
    table: RateTable,
    last: FetchedTable | None,
    *,
    own: Currency,
    in_force: Mapping[Currency, Decimal],
    settings: RatesSettings,
    now: datetime,
) -> FetchedTable | None:
    """What is kept of a fetched table; None for one that is older than the last.

    `last` is the newest table of the same source that is not held, `in_force` what one of the own currency is by now,
    whoever says so, for each currency that a price is made with. A table in which one of them moved by more than the
    settings allow, or is missing though the last had it, is held: the merchant looks at it, and lets it pass. Raises
    RateSourceFailed for a table without a date, or of a day to come.
    """
    if table.as_of is None or table.as_of > now.date() + ONE_DAY:
        raise RateSourceFailed(source=table.source, reason=f"a table of {table.as_of}")
    if last and _day(last.table) > table.as_of:
        return None
    return FetchedTable(
        table=table,
        fetched_at=now,
        effective_at=_effective_at(now, settings),
        own=own,
        standing=_standing(table, last, own, settings.stability),
        held=_why_held(table, last, own, in_force, settings.most_moved),
    )


def stood_anew(tables: Iterable[FetchedTable], last: FetchedTable | None, stability: Decimal) -> list[FetchedTable]:
    """The tables, the oldest first, with what stands after each when they follow this one; a held one is passed over.

    For when one of them is held or let pass: what stood after it was worked out from it.
    """
    found = []
    for each in tables:
        stands = replace(each, standing=_standing(each.table, last, each.own, stability))
        found.append(stands)
        if stands.held is None:
            last = stands
    return found


def _why_held(
    table: RateTable, last: FetchedTable | None, own: Currency, in_force: Mapping[Currency, Decimal], most: Decimal
) -> Held | None:
    for currency, before in in_force.items():
        if table.quotes(currency):
            if abs(_change(table.rate(own, currency).ratio, before)) > most:
                return Held.MOVED_TOO_FAR
        elif last and last.table.quotes(currency):
            return Held.LACKS_A_CURRENCY
    return None


def _standing(
    table: RateTable, last: FetchedTable | None, own: Currency, stability: Decimal
) -> dict[Currency, ExchangeRate]:
    """The table's rates from the own currency; one that moved by no more than the band stays as it was."""
    if not table.quotes(own):
        return {}
    stood = last.standing if last and last.own == own else {}
    found = {}
    for currency in table.rates:
        new = table.rate(own, currency)
        old = stood.get(currency)
        is_still = old is not None and abs(_change(new.ratio, old.ratio)) <= stability and stability > 0
        found[currency] = old if old is not None and is_still else new
    found.pop(own, None)
    return found


def _change(new: Decimal, old: Decimal) -> Decimal:
    return add(divide(new, old), Decimal(-1))


def _effective_at(now: datetime, settings: RatesSettings) -> datetime:
    at = settings.takes_effect_at
    if at is None:
        return now
    today = datetime.combine(now.astimezone(UTC).date(), at, UTC)
    return today if today > now else today + ONE_DAY


def _day(table: RateTable) -> date:
    return table.as_of or date.min


def _by_code(rate: tuple[Currency, Decimal]) -> str:
    return rate[0].code
