"""`flask storefront doctor` says what is set up, what is missing and what to do; an error is exit code 1."""

import json

import pytest
import time_machine

from storefront_plugin.money import Currency
from storefront_plugin.pricing.rates.sources.bundled import BundledEcbRates
from tests.shops import MARKETS, SECRET, plain_shop

ADDRESS = {"base_address": "https://shop.example"}
TEST_KEYS = {"secret_key": "sk_test_hush", "publishable_key": "pk_test_open"}
LIVE_KEYS = {"secret_key": "sk_live_hush", "publishable_key": "pk_live_open"}
HOOK = {"webhook_secrets": ["whsec_hush"]}
SANDBOX = {"checkout": {"sandbox": True}}
SELLER = {"sellers": {"main": {"name": "Wren & Kettle"}}}
MAIL = {"mail": {"host": "mail.shop.example", "from": "orders@shop.example"}}
FORTY = {
    each.lower(): {"countries": [each], "currency": "EUR", "locales": ["de", "en"], "host": f"www.shop-{each}.example"}
    for each in "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV PT".split()
}


def stripe(*keys):
    return {"checkout": {"stripe": {name: key for each in keys for name, key in each.items()}}}


def examined(app):
    """Exit code, and the findings by what they are about."""
    result = app.test_cli_runner().invoke(args=["storefront", "doctor", "--json"])
    return result.exit_code, {finding["about"]: finding for finding in json.loads(result.stdout)}


def production(mount, **settings):
    return mount(app=plain_shop(TESTING=False), **settings)


# Each finding, in a shop under development and in production


@pytest.mark.parametrize(
    ("settings", "about", "grades", "what"),
    [
        ({}, "editions", "ok, ok", "4: /de-de, /de-ch, /fr-ch, /en-gb"),
        ({}, "base address", "warning, error", "missing: "),
        (ADDRESS, "base address", "ok, ok", "https://shop.example"),
        ({}, "database", "ok, ok", "sqlite, up to date (0004)"),
        ({}, "rate EUR→GBP", "ok, ok", "0.85, fixed"),
        (SANDBOX, "payment", "ok, warning", "Stripe's sandbox in the process: no money moves"),
        (stripe(TEST_KEYS, HOOK), "payment", "ok, ok", "Stripe, test keys"),
        (stripe(TEST_KEYS), "webhook", "warning, error", "no secret: a payment whose shopper"),
        ({}, "sellers", "ok, warning", "none: receipts bear the shop's name alone"),
        (SELLER, "sellers", "ok, ok", "main; none with invoices"),
        ({}, "letters", "ok, warning", "no mail server"),
        (MAIL, "letters", "ok, ok", "by mail.shop.example"),
        ({**ADDRESS, "markets": FORTY}, "link header", "warning, warning", "not sent: 40 editions make "),
    ],
)
def test_each_thing_is_graded_for_development_and_for_production(mount, settings, about, grades, what):
    apps = [mount(app=plain_shop(TESTING=testing), **settings) for testing in (True, False)]

    found = [examined(app)[1][about] for app in apps]

    assert [finding["grade"] for finding in found] == grades.split(", ")
    assert all(finding["what"].startswith(what) for finding in found)
    assert [bool(finding["remedy"]) for finding in found] == [finding["grade"] != "ok" for finding in found]


def test_live_keys_count_in_production_alone(mount):
    trial = examined(mount(app=plain_shop(TESTING=True), **stripe(LIVE_KEYS)))[1]
    live = examined(production(mount, **stripe(LIVE_KEYS)))[1]

    assert trial["payment"]["what"].startswith("Stripe's sandbox in the process: no money moves")
    assert "webhook" not in trial
    assert live["payment"]["what"] == "Stripe, live keys"
    assert live["webhook"]["grade"] == "error"


def test_a_production_shop_without_keys_offers_no_card_payment(mount):
    code, found = examined(production(mount, **ADDRESS))

    assert (code, found["payment"]["grade"]) == (1, "error")
    assert found["payment"]["what"] == "no key: card payment is not offered"
    assert "STOREFRONT_STRIPE_SECRET_KEY" in found["payment"]["remedy"]


def test_with_a_webhook_secret_nothing_is_said_of_it(mount):
    _, found = examined(mount(**stripe(LIVE_KEYS, HOOK)))

    assert "webhook" not in found


def test_tables_that_are_behind_are_an_error_with_the_command_to_run(mount, tmp_path):
    code, found = examined(mount(database={"url": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}))

    assert (code, found["database"]["grade"]) == (1, "error")
    assert found["database"]["what"] == "sqlite, at nothing, behind 0004"
    assert found["database"]["remedy"] == "run flask storefront db upgrade"


def test_tables_that_are_not_there_are_told_of_once_and_not_logged(mount, tmp_path, caplog):
    code, found = examined(mount(database={"url": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}))

    assert (code, [each for each, told in found.items() if told["grade"] == "error"]) == (1, ["database"])
    assert found["rate EUR→GBP"]["what"].startswith("0.85, fixed")
    assert caplog.records == []


def test_a_database_that_does_not_answer_is_named_without_its_password(mount):
    app = mount(database={"url": "postgresql://ada:hush@127.0.0.1:1/shop"})

    result = app.test_cli_runner().invoke(args=["storefront", "doctor"])

    assert result.exit_code == 1
    assert "ERROR    database: no answer from postgresql+psycopg://ada:***@127.0.0.1:1/shop" in result.stdout
    assert "hush" not in result.output


def test_rates_that_are_old_are_a_warning(mount):
    app = mount(pricing={"currency": "EUR", "rates": {"max_age_days": 30}}, **ADDRESS)
    table = BundledEcbRates().fetch(Currency.of("EUR"))

    with time_machine.travel(f"{table.as_of.replace(year=table.as_of.year + 1)}T12:00:00Z"):
        code, found = examined(app)

    assert (code, found["rate EUR→GBP"]["grade"]) == (0, "warning")
    assert "days old" in found["rate EUR→GBP"]["what"]


def test_rates_of_the_day_are_well(mount):
    app = mount(pricing={"currency": "EUR", "rates": {"max_age_days": 30}}, **ADDRESS)
    table = BundledEcbRates().fetch(Currency.of("EUR"))

    with time_machine.travel(f"{table.as_of}T12:00:00Z"):
        code, found = examined(app)

    assert (code, found["rate EUR→GBP"]["grade"]) == (0, "ok")


def test_a_market_without_a_rate_is_an_error(mount):
    markets = {**MARKETS, "kw": {"countries": ["KW"], "currency": "KWD", "locales": ["ar-KW"]}}

    code, found = examined(mount(markets=markets, **ADDRESS))

    assert (code, found["rate EUR→KWD"]["grade"]) == (1, "error")
    assert found["rate EUR→KWD"]["remedy"] == "set pricing.fixed_rates.KWD, or take the currency out of the markets"


# The whole


def test_warnings_alone_are_no_failure(mount):
    code, found = examined(mount())

    assert code == 0
    assert {finding["grade"] for finding in found.values()} == {"ok", "warning"}


def test_a_shop_that_is_ready_is_well_in_everything(mount):
    code, found = examined(production(mount, **stripe(LIVE_KEYS, HOOK), **ADDRESS, **SELLER, **MAIL))

    assert code == 0
    assert {finding["grade"] for finding in found.values()} == {"ok"}


def test_it_can_be_read_by_people(mount):
    result = mount().test_cli_runner().invoke(args=["storefront", "doctor"])

    lines = result.stdout.splitlines()
    assert lines[0] == "OK       editions: 4: /de-de, /de-ch, /fr-ch, /en-gb"
    assert lines[1].startswith("WARNING  base address: missing")
    assert lines[2].startswith("         → set base_address")


def test_no_secret_is_printed(mount):
    app = mount(**stripe(LIVE_KEYS, HOOK))

    printed = app.test_cli_runner().invoke(args=["storefront", "doctor"]).output

    assert "hush" not in printed
    assert SECRET not in printed


def test_where_a_bank_transfer_is_offered_is_told(mount):
    account = {"holder": "Tea Ltd", "iban": "DE89370400440532013000", "days_open": 10}

    found = examined(mount(checkout={"bank_transfer": account}))[1]

    assert found["bank transfer"]["what"] == "offered in every market, each waited for 10 days"
