"""How old a rate may be, and what happens then: one decision for each currency and day. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from storefront_plugin.money import Currency
from storefront_plugin.pricing.rates.exchange_rate import ExchangeRate

ZERO = Decimal(0)


class PastMaxAge(StrEnum):
    """What happens to a currency whose rate is too old; the values are the names used in settings.

    KEEP sells on and says so to the merchant, WIDEN adds to the margin, HIDE sells in the shop's own currency, STOP
    shows the shop's own and sells nothing there.
    """

    KEEP = "keep"
    WIDEN = "widen"
    HIDE = "hide"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class RatePolicy:
    """For one currency: from when on its rate is too old, and what then. `widen_by` 0.02 is 2 % more margin."""

    max_age_days: int = 45
    past_max_age: PastMaxAge = PastMaxAge.KEEP
    widen_by: Decimal = Decimal("0.02")


@dataclass(frozen=True, slots=True)
class StandingRate:
    """The rate that prices are made with. `confirmed_on` is the day of the newest table that did not move it."""

    rate: ExchangeRate
    confirmed_on: date | None

    def age_days(self, today: date) -> int | None:
        """Since it was last confirmed; None for a rate that holds until somebody changes it."""
        return None if self.confirmed_on is None else (today - self.confirmed_on).days


@dataclass(frozen=True, slots=True)
class SettledRates:
    """Rates in force that never change: those of one moment, or those that a table would make."""

    rates: Mapping[Currency, StandingRate]

    def in_force(self) -> Mapping[Currency, StandingRate]:
        return self.rates


@dataclass(frozen=True, slots=True)
class RateUse:
    """What a currency's prices are made with today; without a rate they are the shop's own, in its own currency."""

    rate: ExchangeRate | None
    widened_by: Decimal = ZERO
    is_sold: bool = True
    # What was done because the rate is too old; None where it is not.
    past: PastMaxAge | None = None
    age_days: int | None = None


def decide_use(standing: StandingRate | None, policy: RatePolicy, today: date) -> RateUse:
    """What becomes of a currency. Without any rate it is hidden or stopped: there is nothing to keep or widen."""
    if standing is None:
        return RateUse(None, is_sold=policy.past_max_age is PastMaxAge.HIDE)
    age = standing.age_days(today)
    if age is None or age <= policy.max_age_days:
        return RateUse(standing.rate, age_days=age)
    past = policy.past_max_age
    return RateUse(
        rate=standing.rate if past in (PastMaxAge.KEEP, PastMaxAge.WIDEN) else None,
        widened_by=policy.widen_by if past is PastMaxAge.WIDEN else ZERO,
        is_sold=past is not PastMaxAge.STOP,
        past=past,
        age_days=age,
    )
