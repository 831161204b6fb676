"""The rates of the package forex-python, which asks one free service; off unless a merchant asks for it.

The service is nobody's promise: it has moved four times and is often down. Of the package only its protocol is used,
in a process apart; its table of codes and symbols is old.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from storefront_plugin.errors import RateSourceFailed
from storefront_plugin.money import Currency, currency_codes
from storefront_plugin.pricing.rates.exchange_rate import RateTable
from storefront_plugin.pricing.rates.sources.apart import run_errand
from storefront_plugin.pricing.rates.sources.quoted import date_of, table_of
from storefront_plugin.texts import sf_

NAME = "forex-python"


@dataclass(frozen=True, slots=True)
class ForexPythonRates:
    """`address` is that of the service, without the `latest` at its end."""

    address: str
    deadline_seconds: int
    clock: Callable[[], datetime]
    name: str = NAME

    def fetch(self, base: Currency) -> RateTable | None:
        answer = run_errand(
            "forex-python",
            source=NAME,
            deadline_seconds=self.deadline_seconds,
            address=self.address,
            base=base.code,
        )
        table = read_answer(answer, base, today=self.clock().date())
        return table if table and table.quotes(base) else None


def read_answer(answer: bytes, base: Currency, *, today: date) -> RateTable | None:
    """The table in what the errand brought; None for a base that the service refused. Raises RateSourceFailed.

    The base that the answer names is the table's: some services answer in euros whatever they were asked. One that
    names no day means today.
    """
    try:
        told = json.loads(answer)
    except ValueError as fault:
        raise RateSourceFailed(source=NAME, reason=sf_("The answer is not a table of rates.")) from fault
    if told is None:
        return None
    named = told["base"] or base.code
    if named not in currency_codes():
        raise RateSourceFailed(source=NAME, reason=sf_("The answer is not a table of rates."))
    as_of = today if told["date"] is None else date_of(told["date"], NAME)
    return table_of(told["rates"].items(), base=Currency.of(named), as_of=as_of, source=NAME)
