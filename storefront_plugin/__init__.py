"""A headless storefront for a Flask shop that exists: languages, currencies, checkout, points, and asking customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from storefront_plugin.host import (
    Address,
    CartLine,
    Customer,
    Dispute,
    Host,
    Order,
    OrderLine,
    Page,
    Product,
    Refund,
    ShippingOption,
    SitemapPage,
    TaxLine,
    TaxRate,
)
from storefront_plugin.money import Money, format_money

if TYPE_CHECKING:
    from storefront_plugin.extension import Storefront

__version__ = "0.1.0"

__all__ = [
    "Address",
    "CartLine",
    "Customer",
    "Dispute",
    "Host",
    "Money",
    "Order",
    "OrderLine",
    "Page",
    "Product",
    "Refund",
    "ShippingOption",
    "SitemapPage",
    "Storefront",
    "TaxLine",
    "TaxRate",
    "format_money",
]


def __getattr__(name: str) -> Any:
    """Storefront, loaded when asked for: who only checks postcodes needs neither Flask nor a database."""
    if name == "Storefront":
        from storefront_plugin.extension import Storefront

        return Storefront
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
