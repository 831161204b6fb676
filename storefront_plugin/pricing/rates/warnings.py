"""What is wrong with a currency's rate, in words, and what to do: for the doctor and the dashboard alike. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storefront_plugin.money import Currency
from storefront_plugin.pricing.rates.freshness import PastMaxAge, RateUse
from storefront_plugin.texts import Text, sf_

REFRESH = "flask storefront rates refresh"


@dataclass(frozen=True, slots=True)
class RateWarning:
    """`is_error` where it costs sales."""

    what: Text
    remedy: Text
    is_error: bool


def warning_of(currency: Currency, use: RateUse) -> RateWarning | None:
    """None where all is well."""
    key = f"pricing.fixed_rates.{currency}"
    if use.past:
        remedy = sf_("run %(command)s, or set %(key)s", command=REFRESH, key=key)
        return RateWarning(_TOO_OLD[use.past], remedy, is_error=not use.is_sold)
    if use.rate is None:
        remedy = sf_("set %(key)s, or take the currency out of the markets", key=key)
        return RateWarning(_NONE if use.is_sold else _NONE_AND_STOPPED, remedy, is_error=True)
    return None


_NONE = sf_("there is none: the market sees the shop’s own prices")
_NONE_AND_STOPPED = sf_("there is none: the market sees the shop’s own prices, and nothing is sold in it")
_TOO_OLD: Mapping[PastMaxAge, Text] = {
    PastMaxAge.KEEP: sf_("too old, and kept"),
    PastMaxAge.WIDEN: sf_("too old: the margin is wider"),
    PastMaxAge.HIDE: sf_("too old: the market is sold to in the shop’s own currency"),
    PastMaxAge.STOP: sf_("too old: nothing is sold in it"),
}
