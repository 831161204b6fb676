"""The merchant's page of prices, and the command that tells tonight's: rates, what will change, and why."""

import json

import pytest
import time_machine

from storefront_plugin import Host, Money, Product
from storefront_plugin.doctor import Grade, examine
from storefront_plugin.pricing.rates.stored_rates import StoredRates
from storefront_plugin.web.parts import parts_of
from tests.pricing.feeds import ToldFeed, listen_to, refresh
from tests.shops import MARKETS, hidden_fields_of

PAGE = "/en-gb/storefront/dashboard/prices"
AT_NIGHT = {"currency": "EUR", "rates": {"takes_effect_at": "02:00"}}


class StaffedHost(Host):
    """The merchant asks, and the shop says what it sells."""

    def __init__(self):
        self.sold = [
            Product("tea", "Tea", Money.of("10.00", "EUR")),
            Product("pot", "Tea pot", Money.of("24.90", "EUR"), prices={"gb": Money.of("19.00", "GBP")}),
        ]

    def is_merchant(self):
        return True

    def products(self):
        return iter(self.sold)

    def product(self, sku):
        return next((product for product in self.sold if product.sku == sku), None)


@pytest.fixture
def host():
    return StaffedHost()


@pytest.fixture
def told(monkeypatch):
    feed = ToldFeed()
    listen_to(monkeypatch, feed)
    return feed


@pytest.fixture
def shop(mount, told):
    """At noon: yesterday's rates in force, today's waiting for the night."""
    app = mount(pricing=AT_NIGHT)
    with time_machine.travel("2026-11-19T20:00:00Z", tick=False):
        told.says("2026-11-19", GBP="0.85", CHF="0.95")
        refresh(app)
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        told.says("2026-11-20", GBP="0.867", CHF="0.95")
        refresh(app)
        yield app


def page_of(app, query="", path=PAGE):
    answer = app.test_client().get(f"{path}{query}")
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def press(app, button):
    """Send the form of that button as the page has it; what the page says then."""
    visitor = app.test_client()
    page = visitor.get(PAGE).text
    assert button in page
    action = page.split('<form method="post" action="')[1].split('"')[0]
    assert visitor.post(action, data=hidden_fields_of(page)).status_code == 303
    return page_of(app)


# Rates


def test_each_rate_is_told_with_source_date_and_age(shop):
    page = page_of(shop)

    assert "1 EUR = 0.85 GBP" in page
    assert "<bdi>Told</bdi>" in page
    assert '<time datetime="2026-11-19">19 Nov 2026</time>' in page
    assert "<div>1 day</div>" in page


def test_a_rate_that_is_too_old_is_a_warning_in_words(mount):
    markets = {**MARKETS, "kw": {"countries": ["KW"], "currency": "KWD", "locales": ["ar-KW"]}}
    app = mount(pricing={"currency": "EUR", "rates": {"max_age_days": 1, "past_max_age": "stop"}}, markets=markets)

    with time_machine.travel("2036-01-01T12:00:00Z"):
        page = page_of(app)

    assert "too old: nothing is sold in it" in page
    assert "To do: run flask storefront rates refresh, or set pricing.fixed_rates.CHF." in page
    assert "To do: set pricing.fixed_rates.KWD, or take the currency out of the markets." in page


def test_the_merchant_reads_her_own_language_and_numbers(shop):
    page = page_of(shop, path="/de-de/storefront/dashboard/prices")

    assert '<html lang="de-DE" dir="ltr">' in page
    assert "1 EUR = 0,85 GBP" in page


def test_in_right_to_left_text_a_number_keeps_its_own_direction(mount, told):
    markets = {**MARKETS, "il": {"countries": ["IL"], "currency": "ILS", "locales": ["he"]}}
    app = mount(pricing={"currency": "EUR", "fixed_rates": {"ILS": "4.05"}}, markets=markets)

    page = page_of(app, path="/he-il/storefront/dashboard/prices")

    assert '<html lang="he" dir="rtl">' in page
    assert "\u20684.05\u2069" in page


def test_the_languages_lead_to_the_same_page(shop):
    page = page_of(shop)

    assert 'href="/de-de/storefront/dashboard/prices" lang="de-DE"' in page
    assert 'href="/fr-ch/storefront/dashboard/prices" lang="fr-CH"' in page
    assert "/de-ch/" not in page


def test_a_shop_of_one_currency_needs_no_rate(mount):
    page = page_of(
        mount(markets={"de": MARKETS["de"]}, pricing={"currency": "EUR"}), path="/storefront/dashboard/prices"
    )

    assert "Jeder Markt zahlt in der eigenen Währung des Shops, EUR: Es wird kein Kurs gebraucht." in page


# The chart


def test_a_history_is_drawn_and_told(shop):
    with time_machine.travel("2026-11-21T12:00:00Z"):
        page = page_of(shop)

    assert 'role="img" aria-labelledby="storefront-chart-GBP-title storefront-chart-GBP-facts"' in page
    assert "Lowest 0.85 on 19 Nov 2026, highest 0.867 on 20 Nov 2026." in page


def test_a_currency_that_did_not_move_says_so(shop):
    with time_machine.travel("2026-11-21T12:00:00Z"):
        assert '<figcaption aria-hidden="true">It has not moved.</figcaption>' in page_of(shop)


# What will change


def test_a_table_that_waits_shows_the_prices_it_will_change(shop):
    page = page_of(shop)

    assert "Takes effect at 21/11/2026, 02:00 UTC." in page
    assert ">£8.50</bdi>" in page
    assert ">£8.67</bdi>" in page
    assert "<bdi>+2%</bdi>" in page
    assert "The largest change: Tea in gb, from £8.50 to £8.67 (+2%)." in page
    assert "1 price would change" in page
    # Its price in pounds was set by hand.
    assert "Tea pot" not in page


def test_the_merchant_holds_a_table_back_and_lets_it_pass_again(shop):
    held = press(shop, "Hold it back")
    with time_machine.travel("2026-11-21T12:00:00Z", tick=False):
        next_day = page_of(shop)
        released = press(shop, "Let it take effect")

    assert "You hold this table back." in held
    assert "1 EUR = 0.85 GBP" in next_day
    assert "1 EUR = 0.867 GBP" in released


def test_a_table_that_moved_too_far_asks_for_a_look(shop, told):
    with time_machine.travel("2026-11-21T12:00:00Z", tick=False):
        told.says("2026-11-21", GBP="1.70", CHF="0.95")
        refresh(shop)
        page = page_of(shop)

    assert "A table of Told is held, and waits for you to look at it." in page
    assert "Let it take effect" in page


def test_a_table_that_is_not_there_cannot_be_held(shop):
    visitor = shop.test_client()
    fields = hidden_fields_of(visitor.get(PAGE).text)

    assert visitor.post(f"{PAGE}/tables/99/hold", data=fields).status_code == 404


def test_a_shop_that_does_not_say_what_it_sells_is_told_so(shop, host):
    host.sold = []

    assert "Which prices would change cannot be told: the shop does not say what it sells." in page_of(shop)


def test_a_long_list_ends_and_says_so(shop, host):
    host.sold = [Product(f"tea-{number}", f"Tea {number}", Money.of("10.00", "EUR")) for number in range(2500)]

    page = page_of(shop)

    assert page.count("<bdi>+2%</bdi>") == 50
    assert "These are the first 50;" in page
    assert "The first 2000 products were looked at;" in page


# Markets, and why


def test_each_market_s_rule_is_told_in_words(mount):
    rule = {"step": "1.00", "ending": "-0.01", "adjustment": "0.05", "floor": "2.99"}
    pricing = {"currency": "EUR", "margin": "0.02", "rules": {"gb": rule}}

    page = page_of(mount(pricing=pricing))

    for sentence in (
        "Converted, with a margin of 2 %.",
        "This market’s prices are changed by +5 %.",
        "Rounded to a multiple of £1.00 (to the nearest, halves up).",
        "Then -£0.01, for the ending.",
        "Never less than £2.99.",
        "The shop’s own price, as it is.",
    ):
        assert sentence in page


def test_why_a_price_is_what_it_is(shop):
    page = page_of(shop, "?sku=tea&market=gb")

    assert '<h3>Tea: <bdi class="storefront-price" data-minor="850" data-currency="GBP">£8.50</bdi></h3>' in page
    assert "<li>The shop’s own price is €10.00.</li>" in page
    assert "<li>1 EUR is 0.85 GBP (Told, 19 Nov 2026).</li>" in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?sku=coffee&market=gb", "No product “coffee” is on sale."),
        ("?sku=tea&market=mars", "There is no market “mars”."),
        ("?sku=tea", "There is no market “”."),
        ("?sku=&market=gb", "Why this price?"),
        ("?sku=%3Cscript%3E&market=gb", "No product “&lt;script&gt;” is on sale."),
    ],
)
def test_a_question_without_an_answer_is_answered_kindly(shop, query, said):
    assert said in page_of(shop, query)


# The command


def preview(app, *options):
    return app.test_cli_runner().invoke(args=["storefront", "prices", "preview", *options])


def test_tonight_s_changes_are_told_before_they_are_the_prices(shop):
    result = preview(shop)

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "Table 2 of 2026-11-20 (Told), in force from 2026-11-21 02:00 UTC:",
        "  gb  tea  8.50 GBP → 8.67 GBP (+2.0%)",
        "  1 price changes.",
    ]


def test_one_market_and_one_table_can_be_chosen(shop):
    assert preview(shop, "--market", "ch", "--table", "2").stdout.splitlines()[-1] == "  0 prices change."
    assert preview(shop, "--table", "7").exit_code == 1
    assert preview(shop, "--market", "mars").exit_code == 2


def test_it_is_told_as_json(shop):
    (table,) = json.loads(preview(shop, "--json").stdout)

    assert (table["table"], table["held"], table["effective_at"]) == (2, None, "2026-11-21T02:00:00+00:00")
    assert table["changes"] == [
        {
            "market": "gb",
            "sku": "tea",
            "name": "Tea",
            "old": {"minor": 850, "currency": "GBP"},
            "new": {"minor": 867, "currency": "GBP"},
            "share": "0.020000",
            "fault": None,
        }
    ]


def test_where_nothing_waits_no_price_is_going_to_change(mount):
    result = preview(mount())

    assert (result.exit_code, result.stdout) == (0, "No table waits: no price is going to change.\n")


def test_a_preview_changes_nothing(shop):
    preview(shop)

    with shop.app_context():
        assert [fetched.id for fetched in parts_of(shop)[StoredRates].waiting()] == [2]
    assert "1 EUR = 0.85 GBP" in page_of(shop)


def test_the_doctor_names_a_table_that_is_held(shop, told):
    with time_machine.travel("2026-11-21T12:00:00Z", tick=False):
        told.says("2026-11-21", GBP="1.70", CHF="0.95")
        refresh(shop)
        with shop.app_context():
            [held] = parts_of(shop)[StoredRates].waiting()
            found = [each for each in examine(parts_of(shop), is_production=False) if each.about == "rates"]

    assert [(each.grade, each.what) for each in found] == [
        (Grade.WARNING, f"table {held.id} of 2026-11-21 (Told) is held: a rate in it moved too far")
    ]
