"""The tea shop with its shelf, for histories that sell it empty."""

from __future__ import annotations

from datetime import UTC, datetime

from storefront_plugin.testing.chaos import chaos
from tests.checkout.stocked_shop import StockedShop
from tests.checkout.tea_shop import BERLIN_TYPED, SETTINGS, Shop, mounted

BEGUN_AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
FULL = {"tin": 8, "pot": 3}


# Reserved cards lapse after a week, and a transfer is waited for within these histories' days.
_TRANSFER = {"holder": "Tea Ltd", "iban": "DE89370400440532013000", "markets": ["de"], "days_open": 3}


def stocked(address: str, *, is_captured_later: bool = False) -> Shop:
    """A new shop, with cards and bank transfers."""
    host, checkout = StockedShop(FULL), SETTINGS["checkout"]
    stripe = {**checkout["stripe"], "capture": "manual" if is_captured_later else "automatic"}
    settings = {**SETTINGS, "checkout": {**checkout, "stripe": stripe, "bank_transfer": _TRANSFER}}
    shop = mounted(address, BEGUN_AT, settings, host=host)
    host.clock = shop.clock
    return shop


def live_through(shop: Shop, **rest: object) -> int:
    host = shop.host

    def restock() -> None:
        host.shelf.update({item: max(0, count - host.shelf[item]) for item, count in FULL.items()})

    asked = {"stock": host.shelf.values, "restock": restock, "fill_cart": lambda _: None, **rest}
    return chaos(shop.app, root="/de-de", address=BERLIN_TYPED, skus=("tea", "pot", "sampler"), **asked)
