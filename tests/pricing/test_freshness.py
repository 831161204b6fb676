"""How old a rate may be, and what the merchant's choice makes of an older one."""

import logging
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from storefront_plugin.errors import NoRate, RateTooOld
from storefront_plugin.money import Money
from storefront_plugin.pricing.rates.exchange_rate import ExchangeRate
from storefront_plugin.pricing.rates.freshness import PastMaxAge, RatePolicy, RateUse, StandingRate, decide_use
from storefront_plugin.pricing.rates.settings import RatesSettings
from tests.pricing.british_shop import EUR, GBP, KWD, MARKETS, SETTINGS, FakeRates, pricing_of

TODAY = date(2026, 11, 21)
RATE = ExchangeRate(GBP, EUR, Decimal("1.2"), date(2026, 11, 1), "ECB")
UK, DE, JP, AE, KW = MARKETS
TEN = Money.of("10.00", GBP)


def confirmed(days_ago: int | None) -> StandingRate:
    return StandingRate(RATE, None if days_ago is None else TODAY - timedelta(days=days_ago))


@pytest.mark.parametrize(
    ("past", "used"),
    [
        (PastMaxAge.KEEP, RateUse(RATE, past=PastMaxAge.KEEP, age_days=8)),
        (PastMaxAge.WIDEN, RateUse(RATE, Decimal("0.02"), past=PastMaxAge.WIDEN, age_days=8)),
        (PastMaxAge.HIDE, RateUse(None, past=PastMaxAge.HIDE, age_days=8)),
        (PastMaxAge.STOP, RateUse(None, is_sold=False, past=PastMaxAge.STOP, age_days=8)),
    ],
)
def test_eight_days_where_three_are_allowed(past, used):
    assert decide_use(confirmed(8), RatePolicy(3, past), TODAY) == used


@pytest.mark.parametrize("past", PastMaxAge)
@pytest.mark.parametrize("days", [0, 3, None])
def test_a_rate_that_is_not_too_old_is_used_as_it_is(past, days):
    assert decide_use(confirmed(days), RatePolicy(3, past), TODAY) == RateUse(RATE, age_days=days)


@pytest.mark.parametrize("past", PastMaxAge)
def test_without_a_rate_there_is_nothing_to_keep(past):
    used = decide_use(None, RatePolicy(3, past), TODAY)

    assert (used.rate, used.is_sold) == (None, past is PastMaxAge.HIDE)


def prices(past: PastMaxAge):
    rates = RatesSettings(policy=RatePolicy(2, past, Decimal("0.05")))
    return pricing_of(FakeRates(), settings=replace(SETTINGS, rates=rates))


def test_an_old_rate_is_kept_or_its_margin_widened():
    # 10 / 0.83380 * 1.02, then * 1.07
    assert prices(PastMaxAge.KEEP).price(TEN, DE).money == Money.of("12.23", EUR)
    assert prices(PastMaxAge.WIDEN).price(TEN, DE).money == Money.of("12.83", EUR)


def test_a_hidden_currency_is_sold_in_the_shop_s_own():
    pricing = prices(PastMaxAge.HIDE)

    assert (pricing.price(TEN, DE).money, pricing.currency_of(DE), pricing.is_hidden(DE)) == (TEN, GBP, True)
    assert pricing.price(TEN, KW).money == TEN


def test_a_stopped_currency_sells_nothing():
    pricing = prices(PastMaxAge.STOP)

    with pytest.raises(RateTooOld, match=r"from GBP to EUR is too old to sell by\."):
        pricing.price(TEN, DE)
    with pytest.raises(NoRate):
        pricing.price(TEN, KW)
    assert (pricing.currency_of(DE), pricing.is_hidden(DE)) == (GBP, False)


def test_one_currency_may_have_another_policy_than_the_rest():
    rates = RatesSettings(policy=RatePolicy(2, PastMaxAge.KEEP), policies={KWD: RatePolicy(2, PastMaxAge.HIDE)})
    pricing = pricing_of(FakeRates(), settings=replace(SETTINGS, rates=rates))

    assert pricing.use_of(EUR).past is PastMaxAge.KEEP
    assert pricing.price(TEN, KW).money == TEN


def test_what_is_done_about_an_old_rate_is_logged_once_a_day(caplog):
    pricing = prices(PastMaxAge.WIDEN)

    with caplog.at_level(logging.WARNING):
        pricing.price(TEN, DE)
        pricing.price(TEN, DE)

    assert [record.getMessage() for record in caplog.records if "days old" in record.getMessage()] == [
        "the rate of EUR is 3 days old: widen"
    ]
