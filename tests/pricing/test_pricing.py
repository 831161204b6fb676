"""The service: rates from the first source that has them, prices always from the base."""

import logging
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Event

import pytest

from storefront_plugin.errors import CurrencyMismatch, NoRate, RateSourceFailed
from storefront_plugin.money import Currency, Money
from storefront_plugin.pricing.rates.exchange_rate import RateTable
from storefront_plugin.pricing.rates.sources import FixedRates
from storefront_plugin.pricing.settings import PricingSettings
from tests.pricing.british_shop import AED, EUR, GBP, JPY, KWD, USD, FakeRates, pricing_of


def test_a_price_is_converted_with_margin_and_step(pricing, markets):
    base = Money.of("10.00", GBP)

    assert pricing.price(base, markets["uk"]).money == base
    # 10 / 0.83380 * 1.02
    assert pricing.price(base, markets["de"]).money == Money.of("12.23", EUR)
    # 10 / 0.83380 * 175.68 * 1.02 = 2149.1…, to ten yen
    assert pricing.price(base, markets["jp"]).money == Money(2150, JPY)


def test_the_merchant_s_fixed_rate_is_used_for_what_nobody_quotes(pricing, markets):
    price = pricing.price(Money.of("10.00", GBP), markets["ae"])

    assert price.money == Money.of("49.98", AED)
    assert price.rate.source == "fixed by the merchant"


def test_the_merchant_s_fixed_rate_wins_over_the_ecb(fake_rates, markets):
    pricing = pricing_of(FixedRates(GBP, {EUR: Decimal("1.25")}), fake_rates, settings=PricingSettings(GBP))

    assert pricing.price(Money.of("10.00", GBP), markets["de"]).money == Money.of("12.50", EUR)
    assert pricing.price(Money.of("10.00", GBP), markets["jp"]).rate.source == "fake"


def test_no_rate_never_gives_a_price(pricing, markets):
    with pytest.raises(NoRate):
        pricing.price(Money.of("10.00", GBP), markets["kw"])


def test_a_market_without_a_rate_sees_the_shop_s_own_currency(pricing, markets):
    seen = {key: pricing.currency_of(market) for key, market in markets.items()}

    assert seen == {"uk": GBP, "de": EUR, "jp": JPY, "ae": AED, "kw": GBP}


def test_euros_to_yen_and_back_are_the_first_euros(pricing, markets):
    base = Money.of("9.99", GBP)

    first, _, again = (pricing.price(base, markets[key]).money for key in ("de", "jp", "de"))

    assert again == first


def test_a_converted_price_is_not_converted_again(pricing, markets):
    euros = pricing.price(Money.of("9.99", GBP), markets["de"]).money

    with pytest.raises(CurrencyMismatch):
        pricing.price(euros, markets["jp"])


def test_an_amount_in_the_market_s_own_currency_is_a_price_already(pricing, markets):
    assert pricing.price(Money(1234, JPY), markets["jp"]).money == Money(1234, JPY)


def test_prices_rise_with_the_base(pricing, markets):
    found = [pricing.price(Money(minor, GBP), markets["jp"]) for minor in range(0, 3000, 7)]

    assert [each.money.minor for each in found] == sorted(each.money.minor for each in found)


def test_a_source_that_fails_is_logged_and_the_next_one_asked(markets, caplog):
    failing = FakeRates("broken feed", RateSourceFailed(source="broken feed", reason="no answer"))
    buggy = FakeRates("buggy plug-in", KeyError("rates"))

    with caplog.at_level(logging.ERROR):
        price = pricing_of(failing, buggy, FakeRates()).price(Money.of("10.00", GBP), markets["de"])

    assert price.rate.source == "fake"
    assert [record.args for record in caplog.records] == [("broken feed",), ("buggy plug-in",)]


def test_without_any_source_only_the_own_currency_has_prices(markets):
    pricing = pricing_of(settings=PricingSettings(GBP))

    assert pricing.price(Money.of("10.00", GBP), markets["uk"]).money == Money.of("10.00", GBP)
    with pytest.raises(NoRate):
        pricing.price(Money.of("10.00", GBP), markets["de"])


def test_sources_are_not_asked_before_a_price_is_wanted(pricing, fake_rates, markets):
    assert fake_rates.asked == []

    pricing.price(Money.of("10.00", GBP), markets["de"])
    pricing.price(Money.of("10.00", GBP), markets["jp"])

    assert fake_rates.asked == [GBP]


def test_many_first_prices_at_once_ask_the_sources_once(markets):
    release = Event()

    class SlowRates(FakeRates):
        def fetch(self, base: Currency) -> RateTable | None:
            release.wait(5)
            return super().fetch(base)

    slow = SlowRates()
    pricing = pricing_of(slow)
    with ThreadPoolExecutor(8) as threads:
        waiting = [threads.submit(pricing.price, Money.of("10.00", GBP), markets["de"]) for _ in range(8)]
        release.set()
        found = {each.result().money for each in waiting}

    assert found == {Money.of("12.23", EUR)}
    assert slow.asked == [GBP]


def test_two_shops_in_one_process_have_their_own_rates(markets):
    one = pricing_of(FixedRates(GBP, {EUR: Decimal("1.25")}), settings=PricingSettings(GBP))
    other = pricing_of(FixedRates(GBP, {EUR: Decimal("1.50")}), settings=PricingSettings(GBP))

    assert one.price(Money.of("10", GBP), markets["de"]).money == Money.of("12.50", EUR)
    assert other.price(Money.of("10", GBP), markets["de"]).money == Money.of("15.00", EUR)


def test_the_rates_in_force_are_told_with_source_and_date(pricing):
    told = {
        currency: use.rate and (use.rate.source, use.rate.as_of and use.rate.as_of.isoformat(), use.age_days)
        for currency, use in pricing.uses().items()
    }

    assert told == {
        EUR: ("fake", "2026-10-30", 3),
        JPY: ("fake", "2026-10-30", 3),
        AED: ("fixed by the merchant", None, None),
        KWD: None,
    }


def test_products_are_priced_by_their_skus(pricing, shop, markets):
    found = pricing.price_products(shop, ["pot", "gone", "tea", "pot"], markets["de"])

    assert [(each.product.sku, str(each.price.money)) for each in found.prices] == [
        ("pot", "30.57 EUR"),
        ("tea", "12.23 EUR"),
    ]
    assert found.missing == ["gone"]


def test_a_currency_nobody_pays_in_is_no_rate_in_force(pricing):
    assert USD not in pricing.uses()
