"""A product that cannot be priced, and a catalogue that cannot be listed, take away no more than themselves."""

import pytest
import time_machine

from storefront_plugin import Host, Money, Product
from tests.pricing.feeds import ToldFeed, listen_to, refresh

TEA = Product("tea", "Tea", Money.of("10.00", "EUR"))
DOLLARS = Product("bad", "Bad", Money.of("10.00", "USD"))
FRANCS = Product("bad", "Bad", Money.of("10.00", "EUR"), prices={"gb": Money.of("9.00", "CHF")})


class FaultyHost(Host):
    """It sells what it is given; `lists_to_the_end` or fails."""

    def __init__(self, *sold, lists_to_the_end=True):
        self.sold = sold
        self.lists_to_the_end = lists_to_the_end

    def is_merchant(self):
        return True

    def products(self):
        yield from self.sold
        if not self.lists_to_the_end:
            raise OSError("the warehouse is closed")

    def product(self, sku):
        return next((product for product in self.sold if product.sku == sku), None)


@pytest.fixture
def waiting(mount, monkeypatch):
    """A shop in which a table of rates waits for the night."""

    def made(host):
        feed = ToldFeed()
        listen_to(monkeypatch, feed)
        app = mount(host=host, pricing={"currency": "EUR", "rates": {"takes_effect_at": "02:00"}})
        with time_machine.travel("2026-11-19T20:00:00Z", tick=False):
            feed.says("2026-11-19", GBP="0.85", CHF="0.95")
            refresh(app)
        with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
            feed.says("2026-11-20", GBP="0.867", CHF="0.95")
            refresh(app)
        return app

    return made


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel("2026-11-20T13:00:00Z", tick=False):
        yield


def run(app, *words):
    found = app.test_cli_runner().invoke(args=["storefront", "prices", *words])
    return found.exit_code, found.output


@pytest.mark.parametrize(
    ("bad", "why", "on_page"),
    [
        (DOLLARS, "USD and EUR cannot be added or compared.", "USD and EUR cannot be added or compared."),
        (FRANCS, "The shop gave “bad” the price 9.00 CHF in the market “gb”, which pays in GBP.", "which pays in GBP."),
    ],
)
def test_a_bad_product_is_named_and_all_others_are_told(waiting, bad, why, on_page):
    app = waiting(FaultyHost(bad, TEA))

    page = app.test_client().get("/en-gb/storefront/dashboard/prices").text
    code, told = run(app, "preview", "--market", "gb")

    assert on_page in page
    assert "1 price would change" in page
    assert "cannot be told:" in page
    assert "Hold it back" in page
    assert code == 0
    assert f"  gb  bad  {why}" in told
    assert "  gb  tea  8.50 GBP → 8.67 GBP (+2.0%)" in told
    assert "  1 price changes.\n  1 cannot be told: a fault of the shop's own." in told
    assert run(app, "explain", "bad", "--market", "gb") == (1, f"Error: {why}\n")
    assert on_page in app.test_client().get("/en-gb/storefront/dashboard/prices?sku=bad&market=gb").text


def test_a_bad_product_is_left_out_of_the_history_and_counted(waiting):
    app = waiting(FaultyHost(FRANCS, TEA))

    code, told = run(app, "record")

    assert code == 0
    assert told.endswith("Without a price in their market: 1.\n")


def test_a_product_that_is_there_twice_is_recorded_once(waiting):
    many = [Product(f"s{number}", "S", Money.of("10.00", "EUR")) for number in range(1000)]
    dearer = Product("s0", "S", Money.of("11.00", "EUR"))
    app = waiting(FaultyHost(*many, dearer))

    run(app, "record")
    _, again = run(app, "record")

    assert again == f"Recorded 0 changes among {3 * 1000} prices of 1000 products.\n"


def test_a_catalogue_that_fails_half_way_leaves_the_form_and_what_was_recorded_before(waiting, caplog):
    app = waiting(FaultyHost(TEA, lists_to_the_end=False))
    why = "The shop’s products could not be listed: OSError: the warehouse is closed"

    page = app.test_client().get("/en-gb/storefront/dashboard/prices").text

    assert why in page
    assert "Hold it back" in page
    assert run(app, "record") == (1, f"Error: {why}\n")
    code, told = run(app, "preview")
    assert (code, told.endswith(f"Error: {why}\n")) == (1, True)
