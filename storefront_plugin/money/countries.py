"""Which currency a country pays in on a given day: CLDR's table, with our changeovers over it where CLDR lags."""

from __future__ import annotations

from datetime import date

from babel.core import get_global

from storefront_plugin.errors import UnknownCurrency
from storefront_plugin.money.changeovers import CHANGEOVERS
from storefront_plugin.money.currency import Currency

# Where two are tender, elsewhere it is the younger that people pay in: the loti in Lesotho, and not the rand. In
# Panama, Haiti and Zimbabwe cards are charged in dollars.
_OF_TWO = {"HT": "USD", "PA": "USD", "PS": "ILS", "ZW": "USD"}


def currency_of_country(country: str, on: date) -> Currency | None:
    """The currency that a shop charges in there; None where there is none, or none that we know.

    The country is its ISO 3166-1 alpha-2 code. Several countries share a currency, and some use another's: the code
    says nothing of that.
    """
    tenders = _tenders(country, on)
    chosen = _OF_TWO.get(country)
    code = chosen if chosen in tenders else max(tenders, key=lambda each: tenders[each], default="")
    try:
        return Currency.of(code)
    except UnknownCurrency:
        return None


def _tenders(country: str, on: date) -> dict[str, date]:
    """What is tender on that day, by code, with the day from which it is."""
    tenders = {
        code: date(*first)
        for code, first, last, is_tender in get_global("territory_currencies").get(country, ())
        if is_tender and first and date(*first) <= on and (last is None or on <= date(*last))
    }
    for each in CHANGEOVERS:
        if country in each.countries and each.on <= on:
            tenders.pop(each.old.code, None)
            tenders.setdefault(each.new.code, each.on)
    return tenders
