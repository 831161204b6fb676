"""What a page of the host says of a reduction and tells search engines: the very price that is charged."""

import io
import json
import re
from types import SimpleNamespace

import pytest
from sqlalchemy import event

from storefront_plugin import Host, Product, Storefront
from storefront_plugin.errors import EditionUnknown, InexactAmount
from storefront_plugin.host import CartLine
from storefront_plugin.money import Money
from storefront_plugin.pricing.history.service import PriceHistory
from storefront_plugin.storage import Database
from storefront_plugin.web import progress
from storefront_plugin.web.parts import parts_of
from tests.shops import ADDRESS, SETTINGS, plain_shop, settings_for, token_for

ROOT = "https://shop.example"
NASTY = "Tea</script><!-- & <b>"
SALE = {
    "market": "de",
    "sale": True,
    "starts_at": "2026-11-22T00:00:00+00:00",
    "ends_at": "2026-12-01T00:00:00+00:00",
    "prices": {"tea": "8.00", "pot": "20.00"},
}
LIST_PAGE = "{% for sku in ['tea', 'pot', 'tin'] %}{{ storefront_reduction(sku, ['tea', 'pot', 'tin']) }};{% endfor %}"
OFFER = "{{ storefront_offer('tea', offer={'availability': 'InStock', 'price': '1'}, image='/tea.jpg', name='other') }}"


class Shop(Host):
    """Three products and a cart of one; `asked` are the skus that it was asked for."""

    def __init__(self):
        self.listed = [
            Product("tea", NASTY, Money.of("10.00", "EUR")),
            Product("pot", "Tea pot", Money.of("24.90", "EUR")),
            Product("tin", "Tin", Money.of("3.50", "EUR"), url="/tins/1?size=2"),
        ]
        self.asked = []

    def products(self):
        return iter(self.listed)

    def product(self, sku):
        self.asked.append(sku)
        return next((each for each in self.listed if each.sku == sku), None)

    def cart(self):
        return [CartLine("tea", 1)]


@pytest.fixture
def host():
    return Shop()


@pytest.fixture
def selling(tmp_path, host, clock):
    """The shop with its prices recorded on the day before a sale, and now on the first day of it."""

    def open_shop(page="", *, sale=SALE, recorded=True, **settings):
        app = plain_shop(PAGE=page)
        pricing = {**SETTINGS["pricing"], "lists": {"winter": sale} if sale else {}}
        app.config["STOREFRONT"] = settings_for(tmp_path, pricing=pricing, base_address=ROOT, **settings)
        Storefront(host, clock=clock).init_app(app)
        if recorded:
            parts_of(app)[PriceHistory].record()
        clock.go(days=1)
        return app

    return open_shop


def page_of(app, edition="/de-de"):
    answer = app.test_client().get(f"{edition}/tea")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def offer_in(html):
    """The one JSON-LD block, read as a browser does: it ends at the first </script>."""
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return json.loads(block)


def queries_of(app):
    asked = []
    event.listen(parts_of(app)[Database].engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    return asked


# The reduction


def test_a_reduction_is_said_with_the_lowest_price_and_the_percentage(selling):
    html = page_of(selling("{{ storefront_reduction('tea') }}"))

    assert '<bdi class="storefront-price" data-minor="800" data-currency="EUR">8,00\u00a0€</bdi>' in html
    assert "10,00\u00a0€" in html
    assert "-20\u00a0%" in html


def test_a_reduction_that_is_none_against_the_lowest_price_claims_no_percentage(selling, host, clock):
    app = selling("{{ storefront_reduction('tea') }}", recorded=False, sale={**SALE, "starts_at": None})
    host.listed[0] = Product("tea", "Tea", Money.of("7.00", "EUR"), prices={"de": Money.of("7.00", "EUR")})
    parts_of(app)[PriceHistory].record()
    clock.go(days=1)
    host.listed[0] = Product("tea", "Tea", Money.of("10.00", "EUR"))

    html = page_of(app)

    assert "8,00" in html
    assert "7,00" in html
    assert "%" not in html


@pytest.mark.parametrize("told", [{"sale": None}, {"recorded": False}, {"sale": {**SALE, "sale": False}}])
def test_without_a_sale_or_without_a_history_nothing_is_said(selling, told):
    assert page_of(selling(LIST_PAGE, **told)) == ";;;"


def test_another_market_has_no_sale(selling):
    assert page_of(selling(LIST_PAGE), "/de-ch") == ";;;"


def test_a_page_of_many_products_costs_one_query(selling):
    app = selling(LIST_PAGE)
    page_of(app)
    asked = queries_of(app)

    html = page_of(app)

    assert html.count("storefront-reduction") == 2
    assert len([each for each in asked if each.startswith("SELECT")]) == 1


def test_without_an_open_sale_neither_the_database_nor_the_host_is_asked(selling, host, clock):
    app = selling(LIST_PAGE)
    page_of(app)
    clock.go(days=20)
    # The first request of every half minute looks whether the lists have changed.
    page_of(app)
    asked = queries_of(app)
    host.asked.clear()

    assert page_of(app) == ";;;"
    assert (asked, host.asked) == ([], [])


# The offer


def test_an_offer_is_what_is_charged(selling):
    app = selling(OFFER)
    client = app.test_client()

    offer = offer_in(page_of(app))["offers"]
    answer = client.get("/de-de/storefront/api/v1/prices?sku=tea").get_json()["prices"][0]
    headers = {"X-Storefront-Token": token_for(client)}
    asked = {"email": "ada@example.com", "address": ADDRESS}
    quote = client.post("/de-de/storefront/api/v1/quotes", json=asked, headers=headers).get_json()

    assert (offer["price"], offer["priceCurrency"]) == ("8.00", "EUR")
    assert (answer["price"]["amount"], answer["price"]["currency"]) == ("8.00", "EUR")
    assert (quote["lines"][0]["unit"]["amount"], quote["currency"]) == ("8.00", "EUR")


def test_an_offer_says_until_when_it_holds_and_what_it_is_measured_against(selling):
    product = offer_in(page_of(selling(OFFER)))

    assert product == {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": NASTY,
        "sku": "tea",
        "image": "/tea.jpg",
        "offers": {
            "@type": "Offer",
            "availability": "InStock",
            "price": "8.00",
            "priceCurrency": "EUR",
            "url": f"{ROOT}/de-de/tea",
            "priceValidUntil": "2026-11-30",
            "priceSpecification": {
                "@type": "UnitPriceSpecification",
                "priceType": "https://schema.org/StrikethroughPrice",
                "price": "10.00",
                "priceCurrency": "EUR",
            },
        },
    }


def test_an_offer_without_a_list_is_a_price_and_an_address(selling):
    html = page_of(selling("{{ storefront_offer('tin') }}"), "/fr-ch")

    assert offer_in(html)["offers"] == {
        "@type": "Offer",
        "price": "3.33",
        "priceCurrency": "CHF",
        "url": f"{ROOT}/tins/1?size=2",
    }


def test_nothing_of_a_name_leaves_the_block(selling):
    html = page_of(selling(OFFER))

    assert html.count("</script") == 1
    assert "<!--" not in html
    assert "&" not in html


def test_what_is_not_on_sale_has_no_offer(selling):
    assert page_of(selling("{{ storefront_offer('unicorn') }}")) == ""


def test_the_host_header_is_not_believed(selling):
    html = selling(OFFER).test_client().get("/de-de/tea", headers={"Host": "evil.example"}).get_data(as_text=True)

    assert "evil.example" not in html


def test_without_its_database_the_shop_tells_its_prices_and_no_reduction(selling):
    app = selling("{{ storefront_reduction('tea') }}" + OFFER)
    page_of(app)
    with parts_of(app)[Database].write() as db:
        db.exec_driver_sql("DROP TABLE storefront_price_history")

    html = page_of(app)

    assert "storefront-reduction" not in html
    assert offer_in(html)["offers"]["price"] == "8.00"


# The API


def test_prices_carry_their_list_and_what_a_sale_is_measured_against(selling):
    answer = selling().test_client().get("/de-de/storefront/api/v1/prices?sku=tea&sku=tin").get_json()

    tea, tin = answer["prices"]
    assert (tea["regular"]["amount"], tea["lowest_30_days"]["amount"]) == ("10.00", "10.00")
    assert tea["list"] == {
        "name": "winter",
        "sale": True,
        "starts_at": "2026-11-22T00:00:00+00:00",
        "ends_at": "2026-12-01T00:00:00+00:00",
    }
    assert (tin["regular"], tin["lowest_30_days"], tin["list"]) == (None, None, None)


def test_currencies_are_told_in_the_reader_s_language(selling):
    answer = selling().test_client().get("/fr-ch/storefront/api/v1/currencies").get_json()

    assert [(each["code"], each["markets"]) for each in answer["items"]] == [
        ("EUR", ["de"]),
        ("CHF", ["ch"]),
        ("GBP", ["gb"]),
    ]
    assert answer["items"][1] == {
        "code": "CHF",
        "name": "franc suisse",
        "symbol": "CHF",
        "exponent": 2,
        "display_digits": 2,
        "markets": ["ch"],
    }


def test_rates_are_told_with_their_source_age_and_state(selling):
    answer = selling().test_client().get("/de-de/storefront/api/v1/rates").get_json()

    assert answer["items"][0] == {
        "base": "EUR",
        "target": "CHF",
        "ratio": "0.95",
        "source": "fixed by the merchant",
        "as_of": None,
        "age_days": None,
        "state": "fresh",
    }
    assert [each["target"] for each in answer["items"]] == ["CHF", "GBP"]


# For caches


HEADERS = (
    {},
    {"Accept-Language": "ja, en-GB;q=0.5"},
    {"Cookie": "currency=GBP; storefront_edition=en-gb"},
    {"CF-IPCountry": "GB", "X-Currency": "GBP", "Accept-Language": "fr-CH"},
)


@pytest.mark.parametrize("sticky", [False, True])
def test_one_address_never_shows_two_currencies(selling, sticky):
    page = "{{ 10|storefront_price }}{{ storefront_reduction('tea') }}" + OFFER
    app = selling(page, routing={"sticky": sticky})
    found = {}
    for edition in ("/de-de", "/de-ch", "/fr-ch", "/en-gb"):
        for query in ("", "?currency=GBP", "?currency=JPY&market=gb"):
            for headers in HEADERS:
                answer = app.test_client().get(f"{edition}/tea{query}", headers=headers)
                html = answer.get_data(as_text=True)
                assert answer.status_code == 200
                shown = {*re.findall(r'data-currency="(\w+)"', html), offer_in(html)["offers"]["priceCurrency"]}
                found.setdefault(edition, set()).update(shown)

    assert found == {"/de-de": {"EUR"}, "/de-ch": {"CHF"}, "/fr-ch": {"CHF"}, "/en-gb": {"GBP"}}


# Many at once, in Python


def test_many_prices_are_made_at_once_outside_a_request(selling, host, clock):
    app, storefront = selling(), Storefront(host, clock=clock)

    with app.app_context():
        found = storefront.prices([*host.listed, Money.of("10.00", "EUR"), "10", 10.0, 10], edition="de-ch")
        usual = storefront.prices(host.listed)

    assert [str(price.money) for price in found] == ["9.50 CHF", "23.66 CHF", "3.33 CHF", *["9.50 CHF"] * 4]
    assert [str(price.money) for price in usual] == ["8.00 EUR", "20.00 EUR", "3.50 EUR"]


def test_within_a_request_they_are_those_of_its_edition(selling, host, clock):
    app, storefront = selling("{{ price() }}"), Storefront(host, clock=clock)
    app.jinja_env.globals["price"] = lambda: storefront.prices([10])[0].money

    assert page_of(app, "/en-gb") == "8.50 GBP"


def test_what_is_no_amount_and_no_edition_is_refused(selling, host):
    with selling().app_context():
        with pytest.raises(InexactAmount):
            Storefront(host).prices(["tea"])
        with pytest.raises(EditionUnknown):
            Storefront(host).prices([10], edition="xx")


# The merchant


def test_the_command_records_and_reports(selling, host):
    app = selling(recorded=False)
    run = app.test_cli_runner().invoke

    dry = run(args=["storefront", "prices", "record", "--dry-run", "--json"])
    wet = run(args=["storefront", "prices", "record"])
    again = run(args=["storefront", "prices", "record", "--json"])

    counted = {"products": 3, "prices": 9, "changes": 9, "unpriced": 0, "dry_run": True}
    assert json.loads(dry.stdout) == counted
    assert (wet.exit_code, wet.stdout) == (0, "Recorded 9 changes among 9 prices of 3 products.\n")
    assert json.loads(again.stdout) == {**counted, "changes": 0, "dry_run": False}
    host.listed = []
    assert run(args=["storefront", "prices", "record"]).exit_code == 1


def test_the_doctor_warns_of_a_sale_whose_prices_nobody_recorded(selling, clock):
    app = selling(recorded=False)

    def said():
        findings = json.loads(app.test_cli_runner().invoke(args=["storefront", "doctor", "--json"]).stdout)
        return next((each["what"] for each in findings if each["about"] == "sales"), None)

    assert said().startswith("open: winter; but no prices were recorded ever")
    parts_of(app)[PriceHistory].record()
    assert said() is None


def test_a_terminal_sees_how_far_it_is_and_a_log_does_not(selling, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    app, terminal = selling(recorded=False), Terminal()
    quiet = app.test_cli_runner().invoke(args=["storefront", "prices", "record"])
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=terminal))
    app.test_cli_runner().invoke(args=["storefront", "prices", "record"])

    assert quiet.stderr == ""
    assert "Products" in terminal.getvalue()
    assert "3" in terminal.getvalue()
