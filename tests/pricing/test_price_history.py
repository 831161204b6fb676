"""What everything cost, market by market: written once for each change, read once for a page."""

import threading
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from storefront_plugin.host import Host, Product
from storefront_plugin.money import Money
from storefront_plugin.pricing.history.service import PriceHistory, Recorded
from storefront_plugin.pricing.lists.price_list import ListedPrice, PriceList
from storefront_plugin.pricing.price import Price
from storefront_plugin.pricing.rates.local_rates import LocalRates
from storefront_plugin.pricing.service import Pricing
from storefront_plugin.pricing.tables import price_history, price_recordings
from tests.pricing.british_shop import EUR, GBP, MARKETS, SETTINGS, FakeRates

DAY = timedelta(days=1)
UK, DE, JP, AE, KW = MARKETS
TEA = Product("tea", "Green tea", Money.of("10.00", GBP))
POT = Product("pot", "Tea pot", Money.of("24.99", GBP))


class Catalogue(Host):
    """What it sells is a field, so that a test can change it."""

    def __init__(self):
        self.listed = [TEA, POT]

    def products(self):
        return iter(self.listed)


@dataclass
class OneSale:
    """A sale of the tea in Germany at eight euros."""

    list: PriceList | None = None

    def of(self, market, sku):
        is_it = self.list and (market, sku) == ("de", "tea")
        return [ListedPrice(self.list, Money.of("8.00", EUR))] if is_it else []


@pytest.fixture
def host():
    return Catalogue()


@pytest.fixture
def sale():
    return OneSale()


@pytest.fixture
def pricing(sale, clock):
    rates = LocalRates(GBP, SETTINGS.foreign_to(MARKETS), [FakeRates()])
    return Pricing(SETTINGS, rates, MARKETS, clock, sale)


@pytest.fixture
def history(database, host, pricing, clock):
    return PriceHistory(database, host, pricing, MARKETS, clock)


def rows(database, market="de"):
    with database.read() as db:
        columns = price_history.c
        wanted = select(columns.sku, columns.minor, columns.currency, columns.from_at).where(columns.market == market)
        return [tuple(row) for row in db.execute(wanted.order_by(columns.sku, columns.from_at))]


def count(database, table):
    with database.read() as db:
        return db.scalar(select(func.count()).select_from(table))


def test_the_first_time_every_price_is_kept(history, database, now):
    # Nobody quotes the dirham or the Kuwaiti dinar here.
    assert history.record() == Recorded(products=2, prices=6, changes=6, unpriced=4)

    assert rows(database) == [("pot", 3057, "EUR", now), ("tea", 1223, "EUR", now)]
    assert rows(database, "jp") == [("pot", 5370, "JPY", now), ("tea", 2150, "JPY", now)]
    assert rows(database, "uk") == [("pot", 2499, "GBP", now), ("tea", 1000, "GBP", now)]


def test_done_again_it_adds_what_changed_and_nothing_else(history, database, host, clock, now):
    history.record()
    clock.go(days=1)
    host.listed = [replace(TEA, price=Money.of("11.00", GBP)), POT]

    assert history.record().changes == 3
    assert history.record().changes == 0
    assert rows(database) == [("pot", 3057, "EUR", now), ("tea", 1223, "EUR", now), ("tea", 1346, "EUR", now + DAY)]
    assert count(database, price_recordings) == 2


def test_a_rehearsal_counts_and_writes_nothing(history, database):
    assert history.record(is_rehearsal=True).changes == 6
    assert (count(database, price_history), count(database, price_recordings)) == (0, 0)


def test_a_product_that_left_keeps_its_last_price(history, database, host, clock):
    history.record()
    clock.go(days=1)
    host.listed = [TEA]

    assert history.record() == Recorded(products=1, prices=3, changes=0, unpriced=2)
    assert len(rows(database)) == 2


def test_a_price_that_comes_back_is_a_change(history, database, host, clock):
    for price in ("10.00", "11.00", "10.00"):
        host.listed = [replace(TEA, price=Money.of(price, GBP))]
        history.record()
        clock.go(days=1)

    assert [minor for _, minor, _, _ in rows(database)] == [1223, 1346, 1223]


def test_a_sku_named_twice_is_recorded_once(history, database, host):
    host.listed = [TEA, TEA]

    assert history.record().products == 1
    assert len(rows(database)) == 1


def test_a_catalogue_of_many_batches_is_recorded_whole(history, database, host):
    host.listed = [Product(f"{number} “ü”", "Tea", Money(number, GBP)) for number in range(1, 2502)]

    assert history.record().changes == 3 * 2501
    assert history.record().changes == 0


def test_a_fault_of_the_host_s_for_one_product_leaves_the_others(history, database, host):
    host.listed = [replace(TEA, prices={"de": Money.of("1", "USD")}), POT]

    assert history.record().changes == 5
    assert [sku for sku, *_ in rows(database)] == ["pot"]


def test_a_shop_that_names_no_product_leaves_no_trace(history, database, host):
    host.listed = []

    assert history.record() == Recorded(0, 0, 0, 0)
    assert history.last_recorded_at() is None


def test_what_a_whole_catalogue_costs_is_what_each_product_costs(pricing, sale, clock):
    sale.list = PriceList("sale", "de", is_sale=True)
    products = [TEA, POT, replace(POT, sku="own", prices={"de": Money.of("5", EUR)}), replace(TEA, price=Money(0, GBP))]

    for market in (UK, DE, JP):
        assert pricing.money_of_all(products, market) == [
            pricing.price_product(each, market).money for each in products
        ]
    assert pricing.money_of_all(products, KW) == [None] * 4


def test_many_at_once_add_each_change_once(database, host, pricing, clock):
    start, found = threading.Barrier(6), []

    def work():
        each = PriceHistory(database, host, pricing, MARKETS, clock)
        start.wait()
        found.append(each.record().changes)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(found) == [0, 0, 0, 0, 0, 6]
    assert count(database, price_history) == 6


# The lowest of the days before


def test_beside_a_reduction_stands_the_lowest_price_before_it(history, host, pricing, sale, clock):
    for price in ("12.00", "9.00", "10.00"):
        host.listed = [replace(TEA, price=Money.of(price, GBP))]
        history.record()
        clock.go(days=10)
    sale.list = PriceList("sale", "de", starts_at=clock(), is_sale=True)
    history.record()
    clock.go(days=3)

    price = pricing.price_product(TEA, DE)

    assert (price.money, price.regular) == (Money.of("8.00", EUR), Money.of("12.23", EUR))
    # Nine pounds, of ten days to twenty days before.
    assert history.lowest_before(DE, {"tea": price}) == {"tea": Money.of("11.01", EUR)}


def test_a_sale_without_a_first_moment_is_measured_from_when_it_was_recorded(history, pricing, sale, clock):
    history.record()
    clock.go(days=5)
    sale.list = PriceList("sale", "de", is_sale=True)
    before = history.lowest_before(DE, {"tea": pricing.price_product(TEA, DE)})
    history.record()
    clock.go(days=5)

    assert before == {"tea": Money.of("12.23", EUR)}
    assert history.lowest_before(DE, {"tea": pricing.price_product(TEA, DE)}) == before


def test_what_was_never_recorded_is_not_known(history, pricing, sale):
    sale.list = PriceList("sale", "de", is_sale=True)

    assert history.lowest_before(DE, {"tea": pricing.price_product(TEA, DE)}) == {}


def test_a_page_costs_one_query_and_a_page_without_sales_none(history, host, database, clock):
    host.listed = [Product(f"tea-{number}", "Tea", Money(1000 + number, GBP)) for number in range(200)]
    history.record()
    clock.go(days=1)
    listed = ListedPrice(PriceList("sale", "de", starts_at=clock(), is_sale=True), Money(1, EUR))
    reduced = {each.sku: Price(listed.money, each.price, None, DE.tax_display, listed) for each in host.listed}
    asked = []
    event.listen(database.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))

    found = history.lowest_before(DE, reduced)

    assert (len(found), found["tea-0"]) == (200, Money.of("12.23", EUR))
    assert len([each for each in asked if each.lstrip().startswith("SELECT") and "storefront" in each]) == 1
    asked.clear()
    assert (history.lowest_before(DE, {}), asked) == ({}, [])
