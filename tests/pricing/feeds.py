"""A feed of exchange rates that says what the test has it say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from storefront_plugin import defaults
from storefront_plugin.money import Currency
from storefront_plugin.pricing.rates.exchange_rate import RateTable
from storefront_plugin.pricing.rates.stored_rates import StoredRates
from storefront_plugin.web.parts import parts_of

EUR = Currency.of("EUR")


class ToldFeed:
    """The euro's rates of one day after the other, by code."""

    name = "Told"

    def __init__(self, base: Currency = EUR) -> None:
        self.base = base
        self.table: RateTable | None = None

    def fetch(self, base: Currency) -> RateTable | None:
        return self.table

    def says(self, day: str, **rates: str) -> None:
        ratios = {Currency.of(code): Decimal(ratio) for code, ratio in rates.items()}
        self.table = RateTable(self.base, date.fromisoformat(day), self.name, ratios)


def listen_to(monkeypatch: pytest.MonkeyPatch, *feeds: Any) -> None:
    """Have shops mounted from now on ask these feeds."""

    def told(*_: object) -> Sequence[Any]:
        return feeds

    monkeypatch.setattr(defaults, "rate_feeds", told)


def refresh(app: Flask) -> None:
    """What the worker does every few hours."""
    with app.app_context():
        parts_of(app)[StoredRates].refresh()
