"""Price lists come from files whole or not at all, and the shop sells at them until others come."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Event

import pytest

from storefront_plugin.doctor import Grade, examine
from storefront_plugin.errors import PriceListInSettings, PriceListUnknown
from storefront_plugin.money import Money
from storefront_plugin.pricing.lists import records as list_records
from storefront_plugin.pricing.lists.price_list import PriceList
from storefront_plugin.pricing.lists.price_table import PriceTable
from storefront_plugin.pricing.lists.service import PriceLists
from storefront_plugin.pricing.lists.settings import ListSettings
from storefront_plugin.pricing.lists.standing_list import State
from storefront_plugin.storage import Database
from storefront_plugin.web.parts import parts_of
from tests.pricing.british_shop import EUR, JPY, MARKETS

DE = MARKETS[1]
SUMMER = PriceList("summer", "de")


@pytest.fixture
def lists(database, clock):
    return PriceLists(database, {"standing": ListSettings("de", prices={"pot": Decimal(24)})}, MARKETS, clock)


@pytest.fixture
def other_process(database_url, clock):
    """The same lists, as another process of the shop knows them."""
    database = Database(database_url)
    yield PriceLists(database, {}, MARKETS, clock)
    database.engine.dispose()


def table(prices, list_=SUMMER, currency=EUR):
    return PriceTable(list_, currency, prices)


def said(lists, sku, market="de"):
    return [(each.list.name, str(each.money)) for each in lists.of(market, sku)]


def test_an_imported_list_stands_beside_those_of_the_settings(lists):
    lists.replace(table({"tea": 777, "pot": 2_000}))

    assert said(lists, "tea") == [("summer", "7.77 EUR")]
    assert said(lists, "pot") == [("standing", "24.00 EUR"), ("summer", "20.00 EUR")]
    assert said(lists, "unicorn") == said(lists, "tea", "uk") == []


def test_a_list_comes_back_as_it_was_imported(lists, other_process, now):
    list_ = PriceList("summer", "jp", "trade", now, now + timedelta(days=3), is_sale=True)

    lists.replace(table({"茶": 10**17}, list_, JPY))

    [found] = other_process.of("jp", "茶")
    assert (found.list, found.money) == (list_, Money(10**17, JPY))


def test_an_import_replaces_the_list_of_its_name_whole_and_says_what_changed(lists):
    lists.replace(table({"tea": 777, "cup": 500, "pot": 2_000}))
    lists.replace(table({"tea": 1}, replace(SUMMER, name="winter")))

    change = lists.replace(table({"tea": 800, "tin": 300, "pot": 2_000}))

    assert (change.added, change.removed, change.changed) == (["tin"], ["cup"], ["tea"])
    assert change.unchanged_count == 1
    assert said(lists, "tea") == [("summer", "8.00 EUR"), ("winter", "0.01 EUR")]
    assert said(lists, "cup") == []


def test_a_list_that_moves_to_another_currency_changes_every_price(lists):
    lists.replace(table({"tea": 777}))

    change = lists.replace(table({"tea": 777}, replace(SUMMER, market="jp"), JPY))

    assert change.changed == ["tea"]
    assert said(lists, "tea") == []
    assert said(lists, "tea", "jp") == [("summer", "777 JPY")]


def test_a_rehearsal_says_the_same_and_changes_nothing(lists):
    lists.replace(table({"tea": 777}))

    change = lists.replace(table({"tin": 300}), is_rehearsal=True)

    assert (change.added, change.removed) == (["tin"], ["tea"])
    assert said(lists, "tea") == [("summer", "7.77 EUR")]
    assert said(lists, "tin") == []


def test_a_list_of_the_settings_is_not_replaced(lists):
    for is_rehearsal in (True, False):
        with pytest.raises(PriceListInSettings):
            lists.replace(table({"tea": 1}, PriceList("standing", "de")), is_rehearsal=is_rehearsal)

    assert [each.list.name for each in lists.standing()] == ["standing"]


def test_a_list_can_be_removed(lists):
    lists.replace(table({"tea": 777}))

    lists.remove("summer", is_rehearsal=True)
    assert said(lists, "tea") == [("summer", "7.77 EUR")]

    assert lists.remove("summer").price_count == 1
    assert said(lists, "tea") == []
    with pytest.raises(PriceListUnknown):
        lists.remove("summer")
    with pytest.raises(PriceListInSettings):
        lists.remove("standing")


def test_another_process_sees_an_import_within_half_a_minute(lists, other_process, clock):
    lists.replace(table({"tea": 777}))
    assert said(other_process, "tea") == [("summer", "7.77 EUR")]

    lists.replace(table({"tea": 800}))
    clock.go(seconds=29)
    assert said(other_process, "tea") == [("summer", "7.77 EUR")]
    clock.go(seconds=1)
    assert said(other_process, "tea") == [("summer", "8.00 EUR")]


def test_a_list_that_did_not_change_is_not_read_again(lists, database, clock):
    lists.replace(table({"tea": 777}))
    before = lists.of("de", "tea")
    with database.write() as db:
        db.execute(list_records.list_prices.update().values(minor=1))

    clock.go(minutes=5)

    assert lists.of("de", "tea") == before


def test_a_list_whose_market_pays_in_another_currency_by_now_is_not_used(lists, database, clock, caplog):
    lists.replace(table({"tea": 777}))
    markets = [replace(DE, currency=JPY)]

    later = PriceLists(database, {}, markets, clock)

    assert said(later, "tea") == []
    assert "the price list “summer” is in EUR, and not used" in caplog.text
    assert [each.state for each in later.standing()] == [State.UNUSABLE]


def test_the_merchant_sees_which_lists_count(lists, now):
    day = timedelta(days=1)
    for name, starts_at, ends_at in (("a", now + day, None), ("b", None, now), ("c", now, now + day)):
        lists.replace(table({"tea": 1}, PriceList(name, "de", "", starts_at, ends_at)))

    assert [(each.list.name, each.state.value, each.price_count, each.imported_at) for each in lists.standing()] == [
        ("standing", "open", 1, None),
        ("a", "coming", 1, now),
        ("b", "ended", 1, now),
        ("c", "open", 1, now),
    ]


# When the database does not answer


def test_without_tables_the_settings_lists_stand_and_the_log_says_so_once_a_look(tmp_path, clock, caplog):
    database = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    lists = PriceLists(database, {"standing": ListSettings("de", prices={"tea": Decimal(7)})}, MARKETS, clock)

    with caplog.at_level(logging.WARNING, "storefront_plugin.pricing"):
        for _ in range(50):
            assert said(lists, "tea") == [("standing", "7.00 EUR")]
    database.engine.dispose()

    assert [each.getMessage() for each in caplog.records if each.levelno == logging.WARNING] == [
        "the imported price lists are not read anew: the database does not answer"
    ]


def test_what_was_read_goes_on_while_the_database_is_away(lists, database, clock):
    lists.replace(table({"tea": 777}))
    assert said(lists, "tea") == [("summer", "7.77 EUR")]
    with database.write() as db:
        list_records.list_prices.drop(db)
        list_records.price_lists.drop(db)

    clock.go(minutes=1)
    assert said(lists, "tea") == [("summer", "7.77 EUR")]

    with database.write() as db:
        list_records.price_lists.create(db)
        list_records.list_prices.create(db)
    clock.go(minutes=1)
    assert said(lists, "tea") == []


# Several at once


def test_of_two_imports_at_once_one_stands_whole(lists, other_process):
    start = Barrier(2)
    tables = [table({f"{letter}{number}": 100 for number in range(500)}) for letter in "ab"]

    def run(into, coming):
        start.wait()
        return into.replace(coming)

    with ThreadPoolExecutor(2) as pool:
        changes = list(pool.map(run, (lists, other_process), tables))

    removed = sorted(len(change.removed) for change in changes)
    standing = [sku for each in tables for sku in each.prices if lists.of("de", sku)]
    assert removed == [0, 500]
    assert standing in [list(each.prices) for each in tables]
    assert [each.price_count for each in lists.standing() if each.imported_at] == [500]


def test_a_reader_during_an_import_sees_the_old_list_and_afterwards_the_new_one(lists, database, other_process, clock):
    lists.replace(table({"tea": 777, "cup": 500}))

    with database.write() as db:
        list_records.remove_table(db, "summer")
        list_records.add_table(db, table({"tea": 800}), clock())
        during = (said(other_process, "tea"), said(other_process, "cup"))
    clock.go(minutes=1)

    assert during == ([("summer", "7.77 EUR")], [("summer", "5.00 EUR")])
    assert (said(other_process, "tea"), said(other_process, "cup")) == ([("summer", "8.00 EUR")], [])


def test_no_reader_ever_sees_half_a_list(lists, database, clock):
    skus = [f"s{number}" for number in range(200)]
    lists.replace(table(dict.fromkeys(skus, 0)))
    is_done = Event()

    def read():
        seen = []
        while not is_done.is_set() or not seen:
            fresh = PriceLists(database, {}, MARKETS, clock)
            seen.append({tuple(each.money.minor for each in fresh.of("de", sku)) for sku in skus})
        return seen

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for minor in range(1, 16):
            lists.replace(table(dict.fromkeys(skus, minor)))
        is_done.set()
        seen = [each for reader in readers for each in reader.result()]

    assert seen
    assert [each for each in seen if len(each) != 1 or each == {()}] == []


def test_the_doctor_warns_of_a_list_that_its_market_cannot_use(mount):
    app = mount()
    parts_of(app)[PriceLists].replace(PriceTable(PriceList("summer", "de"), JPY, {"tea": 777}))

    with app.app_context():
        (found,) = (each for each in examine(parts_of(app), is_production=False) if "price list" in each.about)

    assert (found.grade, found.what) == (Grade.WARNING, "“summer” is not used: no market “de” pays in JPY")
    assert found.remedy.endswith('run flask storefront prices remove-list "summer"')
