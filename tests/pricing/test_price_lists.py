"""Which entry of the price lists counts, and what stands beside a sale."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from storefront_plugin.errors import NoRate, PriceInWrongCurrency
from storefront_plugin.host import Product
from storefront_plugin.money import Money
from storefront_plugin.pricing.lists.price_list import ListedPrice, PriceList, choose
from storefront_plugin.pricing.rates.sources import FixedRates
from storefront_plugin.pricing.service import NoLists
from tests.pricing.british_shop import EUR, GBP, JPY, KWD, MARKETS, NOW, FakeRates, pricing_of

DAY = timedelta(days=1)
UK, DE, JP, AE, KW = MARKETS
TEA = Product("tea", "Green tea", Money.of("10.00", GBP))

STANDING = PriceList("standing", "de")
SEASON = PriceList("season", "de", starts_at=NOW - 20 * DAY)
SALE = PriceList("sale", "de", starts_at=NOW - DAY, ends_at=NOW + DAY, is_sale=True)
TRADE = PriceList("trade", "de", audience="trade")


def listed(*lists: PriceList) -> list[ListedPrice]:
    """Each list's price is its place: one euro, two euros and so on."""
    return [ListedPrice(each, Money.of(str(place), EUR)) for place, each in enumerate(lists, 1)]


@dataclass(frozen=True)
class FewLists(NoLists):
    entries: Sequence[ListedPrice]

    def of(self, market: str, sku: str) -> Sequence[ListedPrice]:
        return [each for each in self.entries if each.list.market == market and sku == "tea"]


@pytest.mark.parametrize(
    ("lists", "audiences", "chosen"),
    [
        ([], (), None),
        ([STANDING], (), "standing"),
        ([SEASON, STANDING], (), "season"),
        ([STANDING, SALE, SEASON], (), "sale"),
        ([STANDING, SALE, TRADE], (), "sale"),
        ([STANDING, SALE, TRADE], ("trade",), "trade"),
        ([TRADE], ("staff",), None),
        ([replace(STANDING, name="b"), replace(STANDING, name="a")], (), "a"),
    ],
)
def test_the_customer_s_list_comes_first_then_the_one_that_began_last(lists, audiences, chosen):
    found = choose(listed(*lists), now=NOW, audiences=audiences)

    assert (found and found.list.name) == chosen


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (SALE.starts_at - timedelta(microseconds=1), False),
        (SALE.starts_at, True),
        (SALE.ends_at - timedelta(microseconds=1), True),
        (SALE.ends_at, False),
    ],
)
def test_a_list_holds_from_its_first_moment_until_the_one_after_its_last(moment, is_open):
    assert (choose(listed(SALE), now=moment) is not None) == is_open


def test_a_listed_price_stands_instead_of_the_converted_one():
    pricing = pricing_of(FakeRates(), lists=FewLists(listed(STANDING)))

    price = pricing.price_product(TEA, DE)

    assert (price.money, price.base, price.conversion) == (Money.of("1.00", EUR), TEA.price, None)
    assert [str(text) for text in price.explain()] == [
        "The shop’s own price is 10.00 GBP.",
        "The price list “standing” sets the price here.",
        "The price is 1.00 EUR, taxes included.",
    ]


def test_another_product_and_another_market_are_not_listed():
    pricing = pricing_of(FakeRates(), lists=FewLists(listed(STANDING)))

    assert pricing.price_product(replace(TEA, sku="pot"), DE).money == Money.of("12.23", EUR)
    assert pricing.price_product(TEA, JP).money == Money(2150, JPY)


def test_beside_a_sale_stands_what_it_would_cost_without():
    alone = pricing_of(FakeRates(), lists=FewLists(listed(SALE))).price_product(TEA, DE)
    above = pricing_of(FakeRates(), lists=FewLists(listed(SALE, SEASON, STANDING))).price_product(TEA, DE)

    assert (alone.money, alone.regular, alone.is_reduced) == (Money.of("1", EUR), Money.of("12.23", EUR), True)
    assert (above.money, above.regular, above.is_reduced) == (Money.of("1", EUR), Money.of("2", EUR), True)


def test_a_sale_that_is_no_cheaper_is_no_reduction():
    dear = [ListedPrice(SALE, Money.of("99", EUR))]

    assert not pricing_of(FakeRates(), lists=FewLists(dear)).price_product(TEA, DE).is_reduced


def test_what_the_shop_itself_says_stands_above_every_list():
    product = replace(TEA, prices={"de": Money.of("7.77", EUR)})
    pricing = pricing_of(FakeRates(), lists=FewLists(listed(SALE)))

    price = pricing.price_product(product, DE)

    assert price.money == Money.of("7.77", EUR)
    assert str(price.explain()[1]) == "The shop itself sets the price here."


def test_a_price_of_the_shop_in_another_currency_than_the_market_s_is_refused():
    product = replace(TEA, prices={"de": Money.of("7.77", GBP)})

    with pytest.raises(PriceInWrongCurrency, match=r"“tea” the price 7\.77 GBP in the market “de”, which pays in EUR"):
        pricing_of(FakeRates()).price_product(product, DE)


def test_in_a_market_that_nobody_quotes_no_price_stands_not_even_a_listed_one():
    product = replace(TEA, prices={"kw": Money.of("4.250", "KWD")})

    with pytest.raises(NoRate):
        pricing_of(FakeRates()).price_product(product, KW)


def test_a_fixed_rate_lets_a_market_that_nobody_quotes_be_sold_to_by_its_list():
    product = replace(TEA, prices={"kw": Money.of("4.250", "KWD")})
    pricing = pricing_of(FixedRates(GBP, {KWD: Decimal("0.41")}), FakeRates())

    assert pricing.price_product(product, KW).money == Money.of("4.250", "KWD")


def test_lists_are_chosen_by_the_shop_s_clock():
    moment = datetime(2026, 12, 24, tzinfo=UTC)
    coming = replace(SALE, starts_at=moment, ends_at=None)

    assert choose(listed(coming), now=moment) is not None
    assert pricing_of(FakeRates(), lists=FewLists(listed(coming))).price_product(TEA, DE).listed is None
