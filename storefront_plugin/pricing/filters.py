"""For templates: `{{ price|storefront_price }}` converts, `{{ order.total|storefront_money }}` only formats."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from jinja2 import Undefined
from markupsafe import Markup

from storefront_plugin.errors import InexactAmount, NoRate
from storefront_plugin.markets.routing import edition
from storefront_plugin.money import Currency, Money, Rounding, format_money
from storefront_plugin.money.rounding import shift
from storefront_plugin.pricing.service import Pricing
from storefront_plugin.pricing.settings import Unit
from storefront_plugin.web.parts import part

log = logging.getLogger(__name__)

_MOST_CHARACTERS = 40


def storefront_price(amount: object, quantity: int = 1) -> object:
    """The amount in the edition's currency and manner; what is no amount comes back as it was, and None as nothing.

    With a quantity, the price of so many: the unit is converted and rounded first, so that a cart adds up.

    A bare number, or a text that is one, counts in the shop's currency by the `pricing.unit` of the settings. Money
    of another currency than the shop's has been decided before (an order's total) and is shown as it is. Where there
    is no rate, the shop's own amount is shown in the shop's own currency.
    """
    if amount is None:
        return Markup("")
    base = _base_of(amount)
    if base is None:
        log.debug("storefront_price was given %r, which is no amount", type(amount))
        return amount
    return _shown(_in_this_edition(base) * quantity, edition().locale)


def storefront_sum(lines: Iterable[tuple[object, int]], attribute: str | None = None) -> Markup:
    """What a cart costs: pairs of amount and quantity, or of an object whose attribute is the amount, and quantity.

    Raises InexactAmount for what is no amount: a sum without one of its parts is worse than none.
    """
    pricing = part(Pricing)
    sum_ = Money.zero(pricing.currency_of(edition().market))
    for each, quantity in lines:
        amount = each if attribute is None else getattr(each, attribute)
        base = _base_of(amount)
        if base is None:
            raise InexactAmount(amount=amount, currency=pricing.currency)
        sum_ += _in_this_edition(base) * quantity
    return _shown(sum_, edition().locale)


def storefront_money(money: object) -> object:
    """Money as it is, of whatever currency, in the edition's manner: for totals of quotes and orders."""
    if isinstance(money, Money):
        return _shown(money, edition().locale)
    return Markup("") if money is None else money


def _shown(money: Money, locale: str) -> Markup:
    # bdi: a price within right-to-left text keeps its own direction. The data is for scripts, which must not read
    # the text back.
    return Markup('<bdi class="storefront-price" data-minor="{}" data-currency="{}">{}</bdi>').format(
        money.minor, money.currency.code, format_money(money, locale)
    )


def _base_of(amount: object) -> Money | None:
    """The Money that was meant, a bare number counted as the settings say; None for what is no amount."""
    if isinstance(amount, Money):
        return amount
    settings = part(Pricing).settings
    return money_from(amount, settings.currency, settings.unit)


def _in_this_edition(base: Money) -> Money:
    pricing = part(Pricing)
    if base.currency != pricing.currency:
        return base
    try:
        return pricing.price(base, edition().market).money
    except NoRate as fault:
        log.debug("%s", fault)
        return base


def money_from(amount: object, currency: Currency, unit: Unit) -> Money | None:
    """The Money that a template's value stands for; None where it is no amount.

    Everything is read through text: a float is the number it prints as, and a Decimal128 of a document database needs
    no driver here. More digits than the currency has are what float arithmetic leaves behind, and rounded half up.
    """
    if isinstance(amount, (bool, Undefined)):
        return None
    try:
        text = str(amount)
        if len(text) > _MOST_CHARACTERS:
            return None
        number = Decimal(text)
        return Money.of(shift(number, -currency.exponent) if unit is Unit.MINOR else number, currency, Rounding.HALF_UP)
    except (InexactAmount, InvalidOperation):
        return None
