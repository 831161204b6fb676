"""One request shows the prices of one moment, and says to which customers; lists that were not read are no promise."""

import pytest
import time_machine

from storefront_plugin import Host, Money
from storefront_plugin.errors import DatabaseNotReady
from storefront_plugin.markets.edition import Editions
from storefront_plugin.pricing.audiences import audiences_of
from storefront_plugin.pricing.lists.price_list import PriceList
from storefront_plugin.pricing.lists.price_table import PriceTable
from storefront_plugin.pricing.lists.service import PriceLists
from storefront_plugin.pricing.service import Pricing
from storefront_plugin.storage import Database
from storefront_plugin.storage.migrating import upgrade
from storefront_plugin.web.parts import parts_of
from tests.pricing.british_shop import EUR, MARKETS
from tests.pricing.feeds import ToldFeed, listen_to, refresh


def test_rates_that_come_into_force_half_way_down_a_page_are_for_the_next_one(mount, monkeypatch):
    feed = ToldFeed()
    listen_to(monkeypatch, feed)
    page = "{{ 10|storefront_price }} {{ pass_the_hour() }} {{ 10|storefront_price }}"
    app = mount(pricing={"currency": "EUR", "rates": {"takes_effect_at": "02:00"}}, config={"PAGE": page})
    with time_machine.travel("2026-11-19T01:00:00Z", tick=False):
        feed.says("2026-11-18", GBP="0.85", CHF="0.95")
        refresh(app)
    with time_machine.travel("2026-11-19T20:00:00Z", tick=False):
        feed.says("2026-11-19", GBP="0.85", CHF="1.00")
        refresh(app)

    with time_machine.travel("2026-11-20T01:59:59Z", tick=False) as clock:
        app.jinja_env.globals["pass_the_hour"] = lambda: clock.move_to("2026-11-20T02:00:01Z", tick=False) or ""
        first, next_one = (app.test_client().get("/de-ch/tea").text for _ in range(2))

    assert (first.count('data-minor="950"'), first.count('data-minor="1000"')) == (2, 0)
    assert (next_one.count('data-minor="950"'), next_one.count('data-minor="1000"')) == (0, 2)


def test_prices_of_one_moment_share_what_was_compiled_before(mount):
    app = mount()
    pricing, swiss = parts_of(app)[Pricing], parts_of(app)[Editions].all[-1].market
    before = pricing.price(Money.of("10.00", "EUR"), swiss)

    assert pricing.at_once().price(Money.of("10.00", "EUR"), swiss).conversion is before.conversion


@pytest.mark.parametrize("told", ["trade", b"trade", None, 5, ["trade", 5]])
def test_audiences_that_are_no_names_are_refused_rather_than_nobody(told):
    host = Host()
    host.audiences = lambda: told

    with pytest.raises(TypeError, match=r"Host\.audiences\(\) answers"):
        audiences_of(host)


def test_audiences_may_come_one_after_the_other():
    host = Host()
    host.audiences = lambda: (name for name in ("trade", "staff"))

    assert audiences_of(host) == {"trade", "staff"}


def test_lists_that_could_not_be_read_are_no_promise_and_read_as_soon_as_somebody_needs_one(tmp_path, clock):
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    lists = PriceLists(database, {}, MARKETS, clock)

    assert lists.of("de", "tea") == []
    with pytest.raises(DatabaseNotReady):
        lists.ensure_known("de")

    upgrade(database)
    PriceLists(database, {}, MARKETS, clock).replace(PriceTable(PriceList("summer", "de"), EUR, {"tea": 777}))

    lists.ensure_known("de")
    assert [each.money.minor for each in lists.of("de", "tea")] == [777]
    database.engine.dispose()


def test_pages_look_for_lists_again_two_seconds_after_a_first_look_that_failed(tmp_path, clock):
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    lists = PriceLists(database, {}, MARKETS, clock)
    lists.of("de", "tea")
    upgrade(database)
    PriceLists(database, {}, MARKETS, clock).replace(PriceTable(PriceList("summer", "de"), EUR, {"tea": 777}))

    clock.go(seconds=2)

    assert [each.money.minor for each in lists.of("de", "tea")] == [777]
    database.engine.dispose()
