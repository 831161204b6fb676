"""Random trouble, of which every shop comes out right; and the kit itself finds what is wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import true

from storefront_plugin import Storefront
from storefront_plugin.checkout import hold_records
from storefront_plugin.checkout.attempt import Payments
from storefront_plugin.checkout.sweeper import Sweep, Swept
from storefront_plugin.outbox import Outbox
from storefront_plugin.testing import pytest_fixtures
from storefront_plugin.testing.chaos import ShopClock, chaos
from tests.chaos.stocked import BEGUN_AT, live_through, stocked
from tests.checkout.stocked_shop import StockedShop
from tests.checkout.tea_shop import BERLIN_TYPED, SETTINGS, Shop, TeaShop

# As `from storefront_plugin.testing.pytest_fixtures import checkout_chaos` in a conftest.py.
checkout_chaos = pytest_fixtures.checkout_chaos

# The first histories of the kit; `make chaos` takes others each time.
FIRST = 1


@pytest.fixture
def shop(database_url: str) -> Iterator[Shop]:
    made = stocked(database_url)
    yield made
    made.database.engine.dispose()


@pytest.fixture
def faulty(tmp_path: Path) -> Iterator[Shop]:
    """A shop of which a test takes a part away."""
    made = stocked(f"sqlite:///{tmp_path / 'faulty.sqlite3'}")
    yield made
    made.database.engine.dispose()


@pytest.fixture
def app(shop: Shop) -> Flask:
    return shop.app


def test_random_histories_end_right(shop):
    told = []

    assert live_through(shop, seed=FIRST, histories=14, tell=told.append) == FIRST
    assert told == list(range(1, 15))


def test_a_shop_without_stock_and_cart_asks_by_the_fixture(checkout_chaos):
    assert checkout_chaos(root="/de-de", address=BERLIN_TYPED, skus=["pot"], seed=7, histories=2) == 7


def test_without_a_seed_one_is_chosen_and_told(app):
    assert chaos(app, root="/de-de", address=BERLIN_TYPED, skus=["tea"], histories=1) >= 0


def test_a_history_is_lived_through_again_by_its_seed(faulty):
    steps = []
    for _ in range(2):
        with pytest.raises(AssertionError) as found:
            # A seed under which nobody clicks twice: what is done at once may come in another order.
            live_through(faulty, seed=2, histories=1, stock=lambda: [-1])
        steps.append(str(found.value))

    assert steps[0].startswith("seed 2:\n  there are -1 left of something\nafter these steps:\n")
    assert steps[0] == steps[1]


def test_the_shop_is_afterwards_as_it_was(shop):
    before = (sorted(vars(shop.host)), shop.parts[Payments].providers["stripe"])

    live_through(shop, seed=FIRST, histories=1)

    assert (sorted(vars(shop.host)), shop.parts[Payments].providers["stripe"]) == before


# What it finds --------------------------------------------------------------------------------------------------------


def test_a_shop_that_nobody_sweeps_is_found_out(faulty, monkeypatch):
    monkeypatch.setattr(Sweep, "run", lambda _: Swept(()))

    with pytest.raises(AssertionError, match=r"^seed \d+:\n(.|\n)*after these steps:\n"):
        live_through(faulty, seed=FIRST, histories=24)


def test_a_shop_that_sells_what_it_has_not_is_found_out(faulty, monkeypatch):
    monkeypatch.setattr(StockedShop, "reserve", lambda *_: True)

    with pytest.raises(AssertionError, match="there are -"):
        # The shelf is not filled up again.
        live_through(faulty, seed=FIRST, histories=24, restock=lambda: None)


def test_stock_taken_from_who_still_pays_is_found_out(faulty, monkeypatch):
    monkeypatch.setattr(hold_records, "_is_needless", true)

    with pytest.raises(AssertionError, match="was given back while it could still be paid for"):
        live_through(faulty, seed=1007, histories=1)


def test_a_host_that_is_never_told_is_found_out(faulty, monkeypatch):
    monkeypatch.setattr(Outbox, "_try_at_once", lambda *_: None)
    monkeypatch.setattr(Outbox, "deliver_batch", lambda _: 0)

    with pytest.raises(AssertionError, match="the host was never told of order"):
        live_through(faulty, seed=FIRST, histories=24)


def test_another_clock_is_refused(tmp_path):
    app = Flask("tea")
    app.config.update(TESTING=True, STOREFRONT={**SETTINGS, "database": {"url": f"sqlite:///{tmp_path / 'a.db'}"}})
    Storefront(TeaShop()).init_app(app)

    with pytest.raises(TypeError, match=r"ShopClock is of storefront_plugin\.testing\.chaos"):
        chaos(app, root="/de-de", address=BERLIN_TYPED, skus=["tea"])


def test_an_app_without_the_sandbox_is_refused(tmp_path):
    app = Flask("tea")
    app.config.update(STOREFRONT={**SETTINGS, "database": {"url": f"sqlite:///{tmp_path / 'a.db'}"}})
    Storefront(TeaShop(), clock=ShopClock(BEGUN_AT)).init_app(app)

    with pytest.raises(TypeError, match="sandbox"):
        chaos(app, root="/de-de", address=BERLIN_TYPED, skus=["tea"])


def test_a_database_with_an_order_of_somebody_else_is_refused_untouched(shop):
    sold = shop.pay(shop.quote()).order_reference

    with pytest.raises(RuntimeError, match=f"holds order {sold}, which chaos did not make"):
        live_through(shop, seed=FIRST, histories=1)

    assert [row["reference"] for row in shop.rows("orders")] == [sold]


def test_a_database_with_orders_of_chaos_alone_is_taken_again(shop):
    live_through(shop, seed=FIRST, histories=1)
    assert shop.rows("orders")

    assert live_through(shop, seed=FIRST + 1, histories=1) == FIRST + 1


def test_a_database_that_is_not_upgraded_is_named_as_such(tmp_path):
    app = Flask("tea")
    app.config.update(TESTING=True, STOREFRONT={**SETTINGS, "database": {"url": f"sqlite:///{tmp_path / 'a.db'}"}})
    Storefront(TeaShop(), clock=ShopClock(BEGUN_AT)).init_app(app)

    with pytest.raises(RuntimeError, match=r"a\.db is not upgraded: run `flask storefront db upgrade`"):
        chaos(app, root="/de-de", address=BERLIN_TYPED, skus=["tea"])


def test_a_fault_of_the_callers_own_fill_cart_is_no_failed_history(faulty):
    with pytest.raises(TypeError, match="positional argument"):
        live_through(faulty, seed=FIRST, histories=24, fill_cart=lambda: None)
