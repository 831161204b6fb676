"""For templates: `{{ price|storefront_price }}` converts, `{{ order.total|storefront_money }}` only formats."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from jinja2 import Undefined
from markupsafe import Markup, escape

from storefront_plugin.errors import InexactAmount, NoRate
from storefront_plugin.host import Product
from storefront_plugin.markets.routing import edition
from storefront_plugin.money import Currency, Money, Rounding, ToldApart, format_money, total
from storefront_plugin.money.rounding import shift
from storefront_plugin.pricing.audiences import audiences
from storefront_plugin.pricing.moment import prices_now
from storefront_plugin.pricing.service import Pricing
from storefront_plugin.pricing.settings import Unit
from storefront_plugin.web.parts import part

log = logging.getLogger(__name__)

_MOST_CHARACTERS = 40


def storefront_price(amount: object, quantity: int = 1, sku: object = None) -> object:
    """The amount in the edition's currency and manner; what is no amount comes back as it was, and None as nothing.

    With a quantity, the price of so many: the unit is converted and rounded first, so that a cart adds up. With a sku,
    the price lists that are open to this shopper stand before the conversion, as in her cart. A shop with prices of its
    own for some markets, or with tax classes, gives the Product itself in place of the amount.

    A bare number, or a text that is one, counts in the shop's currency by the `pricing.unit` of the settings. Money
    of another currency than the shop's has been decided before (an order's total) and is shown as it is. Where there
    is no rate, the shop's own amount is shown in the shop's own currency.
    """
    if amount is None:
        return Markup("")
    wanted = _wanted(amount, sku)
    if wanted is None:
        log.debug("storefront_price was given %r, which is no amount", type(amount))
        return amount
    return _shown(_in_this_edition(wanted) * quantity, edition().locale)


def storefront_sum(lines: Iterable[tuple[object, int]], attribute: str | None = None, sku: str | None = None) -> Markup:
    """What a cart costs: pairs of amount and quantity, or of an object whose attribute is the amount, and quantity.

    `sku` names the attribute that is the object's sku, so that price lists count. Raises InexactAmount for what is no
    amount: a sum without one of its parts is worse than none.
    """
    pricing = prices_now()
    found = []
    for each, quantity in lines:
        amount = each if attribute is None else getattr(each, attribute)
        wanted = _wanted(amount, None if sku is None else getattr(each, sku))
        if wanted is None:
            raise InexactAmount(amount=amount, currency=pricing.currency)
        found.append(_in_this_edition(wanted) * quantity)
    currency = found[0].currency if found else pricing.currency_of(edition().market)
    return _shown(total(found, currency), edition().locale)


def storefront_money(money: object) -> object:
    """Money as it is, of whatever currency, in the edition's manner: for totals of quotes and orders."""
    if isinstance(money, Money):
        return _shown(money, edition().locale)
    return Markup("") if money is None else money


def _shown(money: Money, locale: str) -> Markup:
    # bdi: a price within right-to-left text keeps its own direction. The data is for scripts, which must not read
    # the text back. Only the text has anything to escape, and Markup.format would cost half of all this.
    text = escape(format_money(money, locale, part(ToldApart)))
    data = f'data-minor="{money.minor}" data-currency="{money.currency.code}"'
    return Markup(f'<bdi class="storefront-price" {data}>{text}</bdi>')  # noqa: S704


def _wanted(amount: object, sku: object) -> Product | Money | None:
    """The product, or the Money, that was meant, a bare number counted as the settings say; None for no amount."""
    if isinstance(amount, Product):
        return amount
    settings = part(Pricing).settings
    base = amount if isinstance(amount, Money) else money_from(amount, settings.currency, settings.unit)
    if base is None or sku is None or base.currency != settings.currency:
        return base
    if not str(sku):
        # A name that the template misspelt: without its list the price would be a wrong one.
        raise ValueError("a price was asked for with an empty sku")
    return Product(str(sku), "", base)


def _in_this_edition(wanted: Product | Money) -> Money:
    pricing, market = prices_now(), edition().market
    try:
        if isinstance(wanted, Product):
            return pricing.price_product(wanted, market, audiences()).money
        return wanted if wanted.currency != pricing.currency else pricing.price(wanted, market).money
    except NoRate as fault:
        log.debug("%s", fault)
        return wanted.price if isinstance(wanted, Product) else wanted


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
