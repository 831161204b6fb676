"""A price as schema.org's Offer, for search engines. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from storefront_plugin.money import Money
from storefront_plugin.pricing.price import Price

_AT_LEAST = timedelta(microseconds=1)


def offer_of(price: Price, *, lowest: Money | None, url: str | None) -> dict[str, Any]:
    """Plain data for JSON-LD. `lowest` is the price that a reduction refers to, where there is one.

    A price is a plain decimal with its currency's digits. It is said until when it holds where its list ends: that is
    the last day (UTC) on which it does.
    """
    offer: dict[str, Any] = {"@type": "Offer", **_amount(price.money)}
    if url:
        offer["url"] = url
    ends_at = price.listed.list.ends_at if price.listed else None
    if ends_at:
        offer["priceValidUntil"] = (ends_at - _AT_LEAST).date().isoformat()
    if lowest and price.money < lowest:
        offer["priceSpecification"] = {
            "@type": "UnitPriceSpecification",
            "priceType": "https://schema.org/StrikethroughPrice",
            **_amount(lowest),
        }
    return offer


def _amount(money: Money) -> dict[str, str]:
    return {"price": f"{money.amount:f}", "priceCurrency": money.currency.code}
