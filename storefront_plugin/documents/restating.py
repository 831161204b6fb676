"""Tax told again in the money of the seller's country, where the law there wants it. Pure.

As of 2026-11; not legal advice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Context, Decimal

from storefront_plugin.documents.document import RestatedTax
from storefront_plugin.documents.ports import QuotedRate
from storefront_plugin.money import Currency, Money, Rounding
from storefront_plugin.money import total as sum_of
from storefront_plugin.money.countries import currency_of_country
from storefront_plugin.money.rounding import multiply, shift

# Directive 2006/112/EC art. 230: amounts may be in any currency, if the VAT is expressed in the national one.
# GB: the VAT guide of HMRC (Notice 700) wants the tax of an invoice in another currency in sterling too.
_WANTED = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GB GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())
# Ustawa o VAT art. 31a: the last rate published before the day that the tax falls due. Elsewhere that day's counts.
_OF_THE_DAY_BEFORE = frozenset({"PL"})
# What is printed is what was reckoned with: anybody can check the sum.
_PRINTED = Context(prec=8)


def wanted_currency(country: str, currency: Currency, on: date) -> Currency | None:
    """The money that the tax must be told in as well; None where it need not be."""
    if country not in _WANTED:
        return None
    own = currency_of_country(country, on)
    return None if own == currency else own


def day_of_rate(country: str, due_on: date) -> date:
    """The last day whose rate may be taken for a tax that falls due then."""
    return due_on - timedelta(days=1) if country in _OF_THE_DAY_BEFORE else due_on


def restate(tax: Money, target: Currency, rate: QuotedRate) -> RestatedTax:
    """The tax at that rate, which is rounded to eight digits first and then printed."""
    return _at(tax, target, ratio=_PRINTED.plus(rate.ratio), as_of=rate.as_of, source=rate.source)


def restate_part(tax: Money, whole: Money, told: RestatedTax, others: Sequence[tuple[Money, Money]]) -> RestatedTax:
    """Part of a tax that was told, at the same rate, after `others`: parts, each with what it was told as.

    No more than they have left; who takes the last of the tax brings all of that, so that the parts sum to the whole.
    """
    left = told.amount - sum_of([amount for _, amount in others], told.amount.currency)
    part = _at(tax, told.amount.currency, ratio=told.ratio, as_of=told.as_of, source=told.source)
    is_last = sum_of([other for other, _ in others], tax.currency) + tax >= whole
    return replace(part, amount=left if is_last else min(part.amount, left))


def _at(tax: Money, target: Currency, *, ratio: Decimal, as_of: date | None, source: str) -> RestatedTax:
    exact = shift(multiply(Decimal(tax.minor), ratio), target.exponent - tax.currency.exponent)
    amount = Money(Rounding.HALF_UP.to_step(exact), target)
    return RestatedTax(amount, base=tax.currency, ratio=ratio, as_of=as_of, source=source)
