"""Customers, products, cart, address, delivery and taxes, as the shop tells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from storefront_plugin.errors import InvalidQuantity
from storefront_plugin.host.checks import check_not_negative, check_text
from storefront_plugin.money import Money

MOST_OF_ONE = 9_999
# The tax class of whatever names none.
STANDARD_TAX = "standard"


@dataclass(frozen=True, slots=True)
class Customer:
    """A person with an account in the shop. `locale` is the BCP 47 tag of the language she chose, if she did."""

    id: str
    email: str | None = None
    name: str | None = None
    locale: str | None = None

    def __post_init__(self) -> None:
        check_text(self, "id")


@dataclass(frozen=True, slots=True)
class Product:
    """One thing on sale; `name` in the language of this request, `price` in the shop's own currency.

    `prices` are what the shop itself asks in some markets, by market key, in the market's currency: they are sold at
    as they are. `tax_class` is one of those in the settings, such as "reduced".
    """

    sku: str
    name: str
    price: Money
    url: str | None = None
    category: str | None = None
    prices: Mapping[str, Money] = field(default_factory=dict)
    tax_class: str = STANDARD_TAX

    def __post_init__(self) -> None:
        check_text(self, "sku", "name")
        for price in (self.price, *self.prices.values()):
            check_not_negative(price)


@dataclass(frozen=True, slots=True)
class CartLine:
    """So many of one product. Raises InvalidQuantity unless it is a whole number from 1 to 9,999."""

    sku: str
    quantity: int

    def __post_init__(self) -> None:
        check_text(self, "sku")
        if type(self.quantity) is not int or not 1 <= self.quantity <= MOST_OF_ONE:
            raise InvalidQuantity(quantity=self.quantity, most=MOST_OF_ONE)


@dataclass(frozen=True, slots=True)
class Address:
    """Where an order goes. `country` is ISO 3166-1 alpha-2, `postcode` canonical or empty where there are none."""

    name: str
    lines: tuple[str, ...]
    city: str
    country: str
    postcode: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class ShippingOption:
    """A way of delivery; `price` in the shop's currency or the market's, None for free."""

    key: str
    name: str
    price: Money | None = None

    def __post_init__(self) -> None:
        check_text(self, "key", "name")
        if self.price is not None:
            check_not_negative(self.price)


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A tax the host wants shown or added: 0.19 is 19 %.

    `included` says that prices already contain it. `skus` names the products it is for; None stands for everything,
    shipping too.
    """

    name: str
    rate: Decimal
    included: bool = True
    skus: frozenset[str] | None = None

    def __post_init__(self) -> None:
        check_text(self, "name")
        if not isinstance(self.rate, Decimal):
            raise TypeError(f'TaxRate.rate is a Decimal, write Decimal("0.19"): {self.rate!r}')
        if not (self.rate.is_finite() and 0 <= self.rate < 1):
            raise ValueError(f"TaxRate.rate is a share from 0 to below 1, 19 % is 0.19: {self.rate}")
