"""The merchant looks at tonight's prices in her own language, lets a table pass that waits for her, and asks why."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from storefront_plugin.money import Currency
from storefront_plugin.texts import sf_
from tests.journeys.conftest import Visits
from tests.pricing.feeds import ToldFeed, listen_to, refresh

GBP = Currency.of("GBP")
RELEASE, EXPLAIN = sf_("Let it take effect"), sf_("Explain")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> ToldFeed:
    feed = ToldFeed(GBP)
    listen_to(monkeypatch, feed)
    return feed


@pytest.fixture
def shop(told: ToldFeed, shop: Flask) -> Flask:
    """In debug, where the shop takes whoever asks for its staff."""
    shop.debug = True
    return shop


@pytest.fixture
def address(told: ToldFeed, shop: Flask, address: str) -> str:
    """Three months of rates; those of today moved so far that they wait for the merchant."""
    today = datetime.now(UTC).date()
    for week in range(12, 0, -1):
        euro = 1.14 + 0.003 * ((week * 5) % 7)
        rates = {"EUR": f"{euro:.4f}", "USD": f"{euro + 0.16:.4f}", "CHF": f"{euro - 0.07:.4f}", "JPY": "203.40"}
        told.says((today - timedelta(weeks=week)).isoformat(), **rates)
        refresh(shop)
    told.says(today.isoformat(), EUR="1.1580", USD="1.6900", CHF="1.0720", JPY="201.10")
    refresh(shop)
    return address


@pytest.mark.parametrize(("locale", "edition"), [("de-DE", "de-de"), ("ar-AE", "ar-ae")])
def test_the_merchant_looks_at_tonight_s_prices(visit: Visits, locale: str, edition: str) -> None:
    merchant = visit(locale)

    merchant.page.goto(f"{merchant.address}{edition}/storefront/dashboard/")
    merchant.look(edition)
    assert "1 GBP = " in merchant.text
    merchant.press(merchant.says(RELEASE))
    merchant.page.locator("[name=sku]").fill("moorland-breakfast")
    merchant.page.locator("[name=market]").select_option("jp")
    merchant.press(merchant.says(EXPLAIN))

    sentences = merchant.page.locator(".storefront-desk-why li").all_inner_texts()
    assert len(sentences) == 5
    assert "201.1" in sentences[1]
