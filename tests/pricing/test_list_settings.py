"""Price lists in the settings: what they say, and how each fault is named."""

import tomllib
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from marshmallow import ValidationError

from storefront_plugin.money import Money
from storefront_plugin.pricing.lists.price_list import PriceList
from storefront_plugin.pricing.lists.settings import ListSettings
from storefront_plugin.pricing.settings import PricingSettings, PricingShape
from storefront_plugin.settings import read_settings
from storefront_plugin.shapes import faults_of
from tests.pricing.british_shop import EUR, GBP, MARKETS

DE = MARKETS[1]
WRITTEN = """
currency = "GBP"

[lists.summer]
market = "de"
audience = "trade"
starts_at = 2026-06-01T08:00:00+02:00
ends_at = "2026-09-01T00:00:00Z"
sale = true
prices = { tea = 7.77, "pot 2" = "24.00", free = 0 }
"""


def load(list_):
    return PricingShape().load({"currency": "GBP", "lists": {"summer": list_}}).lists["summer"]


def test_a_list_is_written_in_toml():
    settings = PricingShape().load(tomllib.loads(WRITTEN))

    assert settings.lists == {
        "summer": ListSettings(
            market="de",
            audience="trade",
            starts_at=datetime(2026, 6, 1, 6, tzinfo=UTC),
            ends_at=datetime(2026, 9, 1, tzinfo=UTC),
            is_sale=True,
            prices={"tea": Decimal("7.77"), "pot 2": Decimal("24.00"), "free": Decimal(0)},
        )
    }
    assert settings.faults_with(MARKETS) == {}


def test_its_table_counts_in_the_market_s_currency():
    table = PricingShape().load(tomllib.loads(WRITTEN)).lists["summer"].table("summer", DE)

    assert table.list == PriceList(
        "summer", "de", "trade", datetime(2026, 6, 1, 6, tzinfo=UTC), datetime(2026, 9, 1, tzinfo=UTC), is_sale=True
    )
    assert {sku: table.entry(sku).money for sku in table.prices} == {
        "tea": Money.of("7.77", EUR),
        "pot 2": Money.of("24", EUR),
        "free": Money.zero(EUR),
    }


@pytest.mark.parametrize(
    "written",
    [
        date(2026, 12, 1),
        "2026-12-01",
        "2026-12-01T00:00:00Z",
        "2026-12-01T00:00+00:00",
        "2026-12-01 01:00:00+01:00",
        datetime(2026, 11, 30, 19, tzinfo=timezone(timedelta(hours=-5))),
    ],
)
def test_a_moment_is_the_same_however_it_is_written_and_a_day_begins_at_midnight_utc(written):
    assert load({"market": "de", "prices": {}, "starts_at": written}).starts_at == datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("list_", "key", "said"),
    [
        ({"prices": {}}, "market", "This is needed."),
        ({"market": "de"}, "prices", "This is needed."),
        ({"market": "de", "prices": {"tea": -1}}, "prices.tea", "-1 must be at least 0."),
        ({"market": "de", "prices": {"tea": "x"}}, "prices.tea", "“x” is not a number."),
        ({"market": "de", "prices": {"": 1}}, "prices", "This is needed."),
        ({"market": "de", "prices": {}, "audiense": "x"}, "audiense", "This is not known here."),
        ({"market": "de", "prices": {}, "sale": "perhaps"}, "sale", "This must be yes or no."),
        (
            {"market": "de", "prices": {}, "starts_at": datetime(2026, 12, 1, 8)},  # noqa: DTZ001 (the fault)
            "starts_at",
            "“2026-12-01 08:00:00” lacks its time zone: write +01:00, or Z for UTC.",
        ),
        (
            {"market": "de", "prices": {}, "ends_at": "2026-12-01T08:00"},
            "ends_at",
            "“2026-12-01 08:00:00” lacks its time zone: write +01:00, or Z for UTC.",
        ),
        (
            {"market": "de", "prices": {}, "ends_at": "christmas"},
            "ends_at",
            "“christmas” is not a moment such as 2026-12-01T08:00:00+01:00.",
        ),
        (
            {"market": "de", "prices": {}, "starts_at": "0001-01-01"},
            "starts_at",
            "“0001-01-01” is not a moment such as 2026-12-01T08:00:00+01:00.",
        ),
        (
            {"market": "de", "prices": {}, "ends_at": "0001-01-01T00:00:00+14:00"},
            "ends_at",
            "“0001-01-01T00:00:00+14:00” is not a moment such as 2026-12-01T08:00:00+01:00.",
        ),
        (
            {"market": "de", "prices": {}, "starts_at": "2026-12-02", "ends_at": "2026-12-01"},
            "ends_at",
            "It would end at 2026-12-01 00:00:00+00:00, before it begins at 2026-12-02 00:00:00+00:00.",
        ),
        (
            {"market": "de", "prices": {}, "starts_at": "2026-12-01", "ends_at": "2026-12-01T01:00:00+01:00"},
            "ends_at",
            "It would end at 2026-12-01 00:00:00+00:00, before it begins at 2026-12-01 00:00:00+00:00.",
        ),
    ],
)
def test_each_fault_is_named_by_its_key(list_, key, said):
    with pytest.raises(ValidationError) as refused:
        load(list_)

    assert {name: [str(text) for text in texts] for name, texts in faults_of(refused.value).items()} == {
        f"lists.summer.{key}": [said]
    }


def test_a_list_must_fit_its_market():
    lists = {
        "summer": ListSettings("jp", prices={"tea": Decimal("7.5"), "pot": Decimal(2400)}),
        "winter": ListSettings("fr", prices={"tea": Decimal(7)}),
    }

    faults = PricingSettings(GBP, lists=lists).faults_with(MARKETS)

    assert {key: [str(text) for text in texts] for key, texts in faults.items()} == {
        "lists.summer.prices.tea": ["7.5 is not an exact amount of JPY."],
        "lists.winter.market": ["There is no market “fr”."],
    }


def test_an_unknown_key_is_answered_with_the_right_one_of_that_list():
    markets = {"de": {"countries": ["DE"], "currency": "EUR", "locales": ["de-DE"]}}
    pricing = {"currency": "GBP", "lists": {"summer": {"market": "de", "prices": {}, "audiense": "trade"}}}

    with pytest.raises(Exception, match=r"Did you mean pricing\.lists\.summer\.audience\?"):
        read_settings({"markets": markets, "pricing": pricing}, {})
