"""What is looked at when a value of the shop's is made."""

from __future__ import annotations

from storefront_plugin.money import Money


def check_text(value: object, *names: str) -> None:
    """Ids and names are text: a number would not be found again by what a database or a snapshot makes of it."""
    for name in names:
        if not isinstance(found := getattr(value, name), str):
            raise TypeError(f"{type(value).__name__}.{name} is text, write str(…): {found!r}")


def check_not_negative(price: Money) -> None:
    if price.minor < 0:
        raise ValueError(f"a price is not negative: {price}")
