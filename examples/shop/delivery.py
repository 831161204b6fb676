"""What it costs to send tea, and the taxes within our prices, by the country it goes to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from examples.shop.catalogue import product_or_english
from examples.shop.words import word

HOME = "GB"
FREE_FROM_PENCE = 50_00

# Value added tax of tea, china and the rest alike; 2026.
_TAXES = {
    "GB": [("VAT", "0.20")],
    "DE": [("MwSt.", "0.19")],
    "AT": [("USt.", "0.20")],
    "CH": [("MWST", "0.081")],
    "LI": [("MWST", "0.081")],
    "JP": [("消費税", "0.10")],
    "AE": [("VAT", "0.05")],
}


def ways_of_delivery(country: str, lines: Sequence[tuple[str, int]]) -> list[tuple[str, str, int]]:
    """Key, name and pence of each way to send these skus and quantities, the usual one first."""
    goods = [(product_or_english(sku, "en"), quantity) for sku, quantity in lines]
    goods_pence = sum(product.pence * quantity for product, quantity in goods if product)
    post, express = (3_90, 7_90) if country == HOME else (8_90, 18_90)
    return [
        ("post", word("delivery.post"), 0 if goods_pence >= FREE_FROM_PENCE else post),
        ("express", word("delivery.express"), express),
    ]


def taxes_within(country: str) -> list[tuple[str, Decimal]]:
    """Name and rate of the tax within our prices there; none where there is none."""
    return [(name, Decimal(rate)) for name, rate in _TAXES.get(country, ())]
