"""What other rates would make of the prices."""

from decimal import Decimal

from storefront_plugin import Money, Product
from storefront_plugin.pricing.preview import changes
from storefront_plugin.pricing.rates.local_rates import LocalRates
from storefront_plugin.pricing.rates.sources import FixedRates
from tests.pricing.british_shop import AED, EUR, GBP, KWD, FakeRates, pricing_of

TEA = Product("tea", "Green tea", Money.of("10.00", GBP))
GIFT = Product("gift", "A gift", Money.of("0.00", GBP))


def rates_of(**ratios):
    by_currency = {currency: Decimal(ratios[currency.code]) for currency in (EUR, AED, KWD) if currency.code in ratios}
    return LocalRates(GBP, by_currency, [FixedRates(GBP, by_currency)])


def test_a_price_that_changes_is_told_with_its_share(pricing, markets):
    then = pricing.with_rates(rates_of(AED="5.39"))

    (change,) = changes([TEA], markets["ae"], pricing, then)

    assert (change.sku, change.name) == ("tea", "Green tea")
    assert (change.old, change.new) == (Money.of("49.98", AED), Money.of("54.98", AED))
    assert f"{change.share:.4f}" == "0.1000"


def test_what_stays_the_same_is_not_told(pricing, markets):
    assert list(changes([TEA, GIFT], markets["ae"], pricing, pricing.with_rates(rates_of(AED="4.90")))) == []


def test_what_is_free_stays_free(pricing, markets):
    assert list(changes([GIFT], markets["ae"], pricing, pricing.with_rates(rates_of(AED="5.39")))) == []


def test_a_market_that_gains_its_first_rate_has_nothing_to_compare(pricing, markets):
    (change,) = changes([TEA], markets["kw"], pricing, pricing.with_rates(rates_of(KWD="0.41")))

    assert (change.old, change.new, change.share) == (None, Money.of("4.182", KWD), None)


def test_a_market_that_loses_its_rate_has_no_price(markets):
    (change,) = changes([TEA], markets["de"], pricing_of(FakeRates()), pricing_of())

    assert (change.old, change.new, change.share) == (Money.of("12.23", EUR), None, None)


def test_only_as_many_products_are_priced_as_are_asked_for(pricing, markets):
    def endless():
        while True:
            yield TEA

    found = changes(endless(), markets["ae"], pricing, pricing.with_rates(rates_of(AED="5.39")))

    assert next(found) == next(found)
