"""A fault of ours, or of the host's answers to us, never breaks a page: it is logged, and the page stands."""

import logging
from datetime import UTC, datetime

import pytest
from jinja2 import StrictUndefined

from storefront_plugin.checkout.service import Checkout
from storefront_plugin.documents import Documents
from storefront_plugin.host import Order, OrderLine
from storefront_plugin.loyalty.service import Loyalty
from storefront_plugin.markets.pages import BaseAddress
from storefront_plugin.money import Money
from storefront_plugin.pricing.service import Pricing
from storefront_plugin.settings import Settings
from storefront_plugin.surveys.service import Surveys
from storefront_plugin.texts import Catalogues, sf_
from storefront_plugin.web.parts import parts_of
from storefront_plugin.web.signing import Signer
from tests.shops import plain_shop

# Each function and filter of ours as a template calls it, and the part of the app that it cannot do without.
USES = {
    "storefront_head": ("{{ storefront_head() }}", "storefront_plugin.markets.pages.fragment"),
    "storefront_switcher": ("{{ storefront_switcher() }}", "storefront_plugin.markets.pages.fragment"),
    "storefront_edition": ("{{ storefront_edition().language }}", "storefront_plugin.markets.pages.edition"),
    "storefront_lang": ("{{ storefront_lang() }}", "storefront_plugin.markets.pages.edition"),
    "storefront_languages": ("{{ storefront_languages() }}", "storefront_plugin.markets.languages.edition"),
    "storefront_asset": ("{{ storefront_asset('x.css') }}", "storefront_plugin.markets.pages.request"),
    "storefront_sum": ("{{ storefront_sum([(10, 2)]) }}", Pricing),
    "storefront_reduction": ("{{ storefront_reduction('tea') }}", Pricing),
    "storefront_offer": ("{{ storefront_offer('tea') }}", Pricing),
    "storefront_points": ("{{ storefront_points() }}", Loyalty),
    "storefront_points_earned": ("{{ storefront_points_earned(order) }}", Loyalty),
    "storefront_nps_prompt": ("{{ storefront_nps_prompt('1042') }}", Surveys),
    "storefront_documents": ("{{ storefront_documents(order) }}", Documents),
    "storefront_address_form": (
        "{{ storefront_address_form('DE').postcode.example }}",
        "storefront_plugin.postcodes.pages.form_of",
    ),
    "storefront_price": ("{{ 10|storefront_price }}", Pricing),
    "storefront_money": ("{{ money|storefront_money }}", "storefront_plugin.pricing.filters.format_money"),
    "storefront_date": ("{{ moment|storefront_date }}", "storefront_plugin.web.jinja.format_date"),
    "storefront_percent": ("{{ 0.19|storefront_percent }}", "storefront_plugin.web.jinja.format_percent"),
    "sf_": ("{{ sf_('Total') }}", Catalogues),
    "sf_n": ("{{ sf_n('%(count)s point', '%(count)s points', 3) }}", Catalogues),
    "sf_p": ("{{ sf_p('price', 'Free') }}", Catalogues),
    "storefront_say": ("{{ storefront_say(text) }}", Catalogues),
    "storefront_hidden_fields": ("{{ storefront_hidden_fields() }}", Signer),
}
# What shows nothing on a page without an order that was bought here, and without a sale.
WITHOUT_OCCASION = frozenset(
    {"storefront_documents", "storefront_nps_prompt", "storefront_points_earned", "storefront_reduction"}
)


class Broken:
    """A part that fails whatever is asked of it."""

    def __getattr__(self, name):
        raise RuntimeError(f"broken on purpose: {name}")


def page_with(mount, template, **config):
    """A page of the host that uses the template between two texts of its own."""
    app = plain_shop(**config)
    money = Money.of("10.00", "EUR")
    order = Order("1042", (OrderLine("tea", "Tea", 1, money, money),), money, "de-DE", customer_id="ada")
    facts = {"money": money, "order": order, "moment": datetime(2026, 11, 21, tzinfo=UTC), "text": sf_("Total")}

    @app.get("/page")
    def page() -> str:
        return app.jinja_env.from_string(f"before [{template}] after").render(**facts)

    return mount(app=app)


def test_every_function_and_filter_of_ours_is_in_the_table(shop):
    plain = plain_shop()

    taught = {
        name
        for kind in ("globals", "filters")
        for name in {*getattr(shop.jinja_env, kind)} - {*getattr(plain.jinja_env, kind)}
    }

    # The name of the shop is a constant and cannot fail.
    assert taught - {"storefront_shop_name"} == set(USES)


@pytest.mark.parametrize("name", USES)
def test_each_of_them_shows_something_while_all_is_well(mount, name):
    app = page_with(mount, USES[name][0])

    answer = app.test_client().get("/de-de/page", headers={"X-Customer": "ada"})

    assert answer.status_code == 200
    empty = answer.text == "before [] after"
    assert empty is (name in WITHOUT_OCCASION)


@pytest.mark.parametrize("name", USES)
def test_whichever_breaks_the_page_stands_and_the_fault_is_logged_once(mount, monkeypatch, caplog, name):
    template, broken = USES[name]
    app = page_with(mount, template)
    if isinstance(broken, str):
        monkeypatch.setattr(broken, Broken() if broken.endswith("request") else Broken().__getattr__)
    else:
        parts_of(app)[broken] = Broken()

    answer = app.test_client().get("/de-de/page", headers={"X-Customer": "ada"})

    assert (answer.status_code, answer.text) == (200, "before [] after")
    faults = [record for record in caplog.records if record.message.startswith(f"{name} failed")]
    assert len(faults) == 1
    assert faults[0].levelno == logging.ERROR
    assert faults[0].exc_info is not None


@pytest.mark.parametrize(
    "template",
    [
        "{{ storefront_edition().language }}",
        "{{ storefront_edition().market.currency.code }}",
        "{{ storefront_edition().names_country('DE') }}",
        "{{ storefront_edition()['code'] }}",
        "{% for each in storefront_edition().hreflangs %}{{ each }}{% endfor %}",
        "{% if storefront_edition().locale == 'de-DE' %}deutsch{% endif %}",
    ],
)
def test_what_a_page_asks_of_a_broken_edition_is_nothing_as_well(mount, monkeypatch, template):
    app = page_with(mount, template)
    app.jinja_env.undefined = StrictUndefined
    monkeypatch.setattr("storefront_plugin.markets.pages.edition", Broken().__getattr__)

    answer = app.test_client().get("/de-de/page")

    assert (answer.status_code, answer.text) == (200, "before [] after")


def test_everything_broken_at_once_still_leaves_the_page(mount):
    app = page_with(mount, "".join(template for template, _ in USES.values()))
    parts = parts_of(app)
    for part in [kind for kind in parts if kind is not Settings]:
        parts[part] = Broken()

    answer = app.test_client().get("/de-de/page", headers={"X-Customer": "ada"})

    assert answer.status_code == 200
    assert answer.text.startswith("before [")
    assert answer.text.endswith("] after")
    assert "Link" not in answer.headers


def test_a_database_that_is_not_there_leaves_the_page(mount, tmp_path):
    nowhere = {"url": f"sqlite:///{tmp_path / 'no' / 'folder' / 'x.sqlite3'}"}
    app = plain_shop(PAGE="before [{{ storefront_points() }}{{ storefront_nps_prompt('1042') }}] after")

    answer = mount(app=app, database=nowhere).test_client().get("/de-de/tea", headers={"X-Customer": "ada"})

    assert (answer.status_code, answer.text) == (200, "before [] after")


def test_a_link_header_that_fails_is_left_out(mount, caplog):
    app = page_with(mount, "{{ 10|storefront_price }}")
    parts_of(app)[BaseAddress] = Broken()

    answer = app.test_client().get("/de-de/page")

    assert answer.status_code == 200
    assert "10,00" in answer.text
    assert "Link" not in answer.headers
    assert len(caplog.records) == 1


# The host's answers


def test_a_host_that_cannot_say_who_is_asking_has_a_guest(mount, host, caplog):
    host.customer = lambda: 1 / 0
    app = plain_shop(PAGE="before [{{ storefront_points() }}{{ storefront_points() }}] after")

    answer = mount(app=app).test_client().get("/de-de/tea")
    session = app.test_client().get("/de-de/storefront/api/v1/session")

    assert (answer.status_code, answer.text) == (200, "before [] after")
    assert session.get_json()["customer"] is None
    assert [record.message for record in caplog.records] == [
        "the host could not say who is asking: treated as a guest"
    ] * 2


def test_a_host_that_cannot_say_where_a_page_exists_keeps_it_and_is_asked_once(mount, host, caplog):
    asked = []

    def editions_of(page):
        asked.append(page.path)
        raise LookupError(page.path)

    host.editions_of = editions_of

    answer = mount().test_client().get("/de-de/tea")

    assert answer.status_code == 200
    assert "<h1>Tea</h1>" in answer.text
    assert "Tiny Ltd" in answer.text
    assert 'rel="alternate"' not in answer.text
    assert 'href="/storefront/static/storefront.css"' in answer.text
    assert 'href="/fr-ch/"' in answer.text  # the switcher leads home
    assert "Link" not in answer.headers
    assert asked == ["/tea"]
    assert [bool(record.exc_info) for record in caplog.records] == [True]


@pytest.mark.parametrize("told", [5, ["de"], "de", {"de": None}, {"de": 7}])
def test_a_host_that_answers_nonsense_keeps_its_page(mount, host, told):
    host.editions_of = lambda page: told

    answer = mount().test_client().get("/de-de/tea")

    assert answer.status_code == 200
    assert "<h1>Tea</h1>" in answer.text


@pytest.mark.parametrize("method", ["product", "cart"])
def test_a_host_that_fails_at_the_till_gets_a_problem_and_not_a_crash(mount, host, method):
    app = mount(app=plain_shop(TESTING=False), checkout={"sandbox": True})
    setattr(host, method, lambda *_: 1 / 0)

    answer = app.test_client().get(
        "/de-de/storefront/checkout" if method == "cart" else "/de-de/storefront/api/v1/prices?sku=tea"
    )

    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text


def test_the_checkout_breaking_is_no_matter_of_the_host_s_pages(mount):
    app = mount()
    parts_of(app)[Checkout] = Broken()

    assert app.test_client().get("/de-de/tea").status_code == 200
