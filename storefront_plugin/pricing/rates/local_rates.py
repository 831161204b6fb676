"""Rates that answer from this machine: the merchant's fixed ones, then the snapshot that is installed."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock

from storefront_plugin.errors import NoRate
from storefront_plugin.money import Currency
from storefront_plugin.pricing.ports import RateSource
from storefront_plugin.pricing.rates.exchange_rate import ChainedRates, RateTable
from storefront_plugin.pricing.rates.freshness import StandingRate

log = logging.getLogger(__name__)


class LocalRates:
    """What the sources say of the currencies wanted, asked once, when first wanted, and in force from then on.

    Sources named here must answer from this machine, since a request may be waiting.
    """

    def __init__(self, base: Currency, wanted: Iterable[Currency], sources: Sequence[RateSource]) -> None:
        self._base = base
        self._wanted = tuple(dict.fromkeys(wanted))
        self._sources = tuple(sources)
        self._rates: Mapping[Currency, StandingRate] | None = None
        self._loading = Lock()

    def in_force(self) -> Mapping[Currency, StandingRate]:
        """The rate of each currency wanted that has one; always the same object."""
        # Looked at twice: only the first price of all waits for the lock.
        if self._rates is None:
            with self._loading:
                if self._rates is None:
                    self._rates = standing(ChainedRates(tables(self._sources, self._base)), self._base, self._wanted)
        return self._rates


def standing(rates: ChainedRates, base: Currency, wanted: Iterable[Currency]) -> dict[Currency, StandingRate]:
    """The rate of each that has one; which has none is logged."""
    found = {}
    for currency in wanted:
        try:
            rate = rates.rate(base, currency)
        except NoRate as fault:
            log.warning("%s", fault)
        else:
            found[currency] = StandingRate(rate, rate.as_of)
    return found


def tables(sources: Iterable[RateSource], base: Currency) -> list[RateTable]:
    """What each says of the base. Whatever is wrong with one, the next may do: without one rate a shop is a shop."""
    found = []
    for source in sources:
        try:
            table = source.fetch(base)
        except Exception:
            log.exception("the rate source “%s” failed; the next one is asked", source.name)
        else:
            found += [table] if table else []
    return found
