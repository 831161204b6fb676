"""The cart: in the session, from sku to quantity."""

from __future__ import annotations

import re

from flask import session

from examples.shop.catalogue import Product, languages_of, product_or_english

SESSION_KEY = "cart"
MOST_OF_ONE = 99


class BadQuantity(Exception):
    """What was asked is not a whole number from 1 to 99."""

    def __init__(self, asked: str) -> None:
        super().__init__(asked)
        self.asked = asked


class UnknownProduct(Exception):
    """We do not sell it, or it is not in the cart that should change."""

    def __init__(self, asked: str) -> None:
        super().__init__(asked)
        self.asked = asked


def cart_lines() -> list[tuple[str, int]]:
    """Each sku with its quantity, in the order in which they were put in."""
    return list(_cart().items())


def cart_count() -> int:
    return sum(quantity for _, quantity in cart_lines())


def cart_products(language: str) -> list[tuple[Product, int]]:
    """The lines with their products; one that the shop no longer sells has no line."""
    found = [(product_or_english(sku, language), quantity) for sku, quantity in cart_lines()]
    return [(product, quantity) for product, quantity in found if product]


def add_to_cart(sku: str, quantity: str) -> None:
    """Raises BadQuantity, also when there would be too many of it; UnknownProduct."""
    if not languages_of(sku):
        raise UnknownProduct(sku)
    together = _cart().get(sku, 0) + whole_quantity(quantity)
    _keep({**_cart(), sku: whole_quantity(str(together))})


def change_quantity(sku: str, quantity: str) -> None:
    """Raises BadQuantity, UnknownProduct."""
    if sku not in _cart():
        raise UnknownProduct(sku)
    _keep({**_cart(), sku: whole_quantity(quantity)})


def remove_from_cart(sku: str) -> None:
    """Removing what is not there, as a second click does, is fine."""
    _keep({kept: quantity for kept, quantity in cart_lines() if kept != sku})


def empty_cart() -> None:
    session.pop(SESSION_KEY, None)


def whole_quantity(text: str) -> int:
    """Raises BadQuantity."""
    if not re.fullmatch(r"[1-9][0-9]?", text.strip(), re.ASCII):
        raise BadQuantity(text)
    return int(text)


def _cart() -> dict[str, int]:
    cart: dict[str, int] = session.get(SESSION_KEY, {})
    return cart


def _keep(cart: dict[str, int]) -> None:
    # A new dict each time: the session notices an assignment, not a change within.
    session[SESSION_KEY] = cart
