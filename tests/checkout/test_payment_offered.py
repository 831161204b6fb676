"""Which payment an app offers: the sandbox for trying out, Stripe with a key, and nothing at all without one."""

import pytest

from storefront_plugin.checkout.attempt import Payments
from storefront_plugin.checkout.payments import Cards
from storefront_plugin.checkout.payments.stripe.sandbox import Sandbox
from storefront_plugin.settings import STRICT_POLICY
from tests.checkout.tea_shop import BERLIN_TYPED, SETTINGS, VISA, mounted

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TYPED = {**BERLIN_TYPED, "email": "ada@example.org"}
KEYS = {"secret_key": "sk_test_abc", "publishable_key": "pk_test_abc", "webhook_secrets": ["whsec_abc"]}


@pytest.fixture
def make(database_url, now):
    shops = []

    def made(checkout, settings=SETTINGS, **config):
        settings = {**settings, "checkout": {"terms_url": "/terms", **checkout}}
        shops.append(mounted(database_url, now, settings, **config))
        return shops[-1]

    yield made
    for shop in shops:
        shop.database.engine.dispose()


@pytest.fixture
def production(make):
    return make({}, TESTING=False, DEBUG=False)


def quote_page(shop):
    visitor = shop.browser()
    return visitor, visitor.post("/storefront/checkout", **TYPED).location


def test_a_production_app_without_a_key_offers_no_card_payment_and_never_the_sandbox(production):
    assert production.parts[Payments].offered == ()
    assert production.parts[Payments].providers == {}
    assert Sandbox not in production.parts
    assert production.parts[Cards] == Cards()


def test_its_page_says_so_and_shows_no_form(production):
    visitor, location = quote_page(production)

    page = visitor.get(location)

    assert page.status_code == 200
    assert 'role="alert"' in page.text
    assert '/pay"' not in page.text
    assert "instrument" not in page.text
    assert "js.stripe.com" not in page.text + page.headers["Content-Security-Policy"]


def test_its_attempts_are_503_and_leave_no_trace(production):
    visitor, location = quote_page(production)
    before = production.counts()

    answer = visitor.pay(location.rsplit("/", 1)[1])
    page = visitor.post(f"{location}/pay", instrument=VISA, consents="terms")

    assert (answer.status_code, answer.json["code"]) == (503, "payment_not_offered")
    assert (page.status_code, page.mimetype) == (503, "text/html")
    assert 'role="alert"' in page.text
    assert production.counts() == before


def test_its_bank_page_and_notifications_are_404(production):
    visitor = production.browser()

    assert visitor.get("/storefront/sandbox/bank/pi_1").status_code == 404
    assert visitor.post("/storefront/sandbox/bank/pi_1", answer="yes").status_code == 404
    assert production.app.test_client().post("/storefront/webhooks/stripe", data="{}").status_code == 404
    assert visitor.read("/till/DE").json["test_cards"] == []


def test_an_attempt_of_a_provider_that_is_gone_is_503_and_stays_as_it_was(make):
    before = make({})
    visitor = before.browser()
    before.provider.lost.add("open")
    attempt = visitor.pay(visitor.quote()).json["id"]
    after = make({}, TESTING=False)
    cookie = visitor.client.get_cookie("storefront_guest")

    other = after.browser()
    other.client.set_cookie("storefront_guest", cookie.value)
    answer = other.read(f"/attempts/{attempt}")

    assert (answer.status_code, answer.json["code"]) == (503, "provider_unreachable")
    assert [row["state"] for row in after.rows("attempts")] == ["asking"]


@pytest.mark.parametrize("config", [{"TESTING": True}, {"TESTING": False, "DEBUG": True}])
def test_the_sandbox_is_there_for_tests_and_debug(make, config):
    assert Sandbox in make({}, **config).parts


def test_the_sandbox_is_there_when_the_settings_ask_for_it(make):
    shop = make({"sandbox": True}, TESTING=False, DEBUG=False)
    visitor, location = quote_page(shop)

    assert Sandbox in shop.parts
    assert VISA in visitor.get(location).text
    assert visitor.follow(visitor.post(f"{location}/pay", instrument=VISA, consents="terms")).status_code == 200


@pytest.mark.parametrize("config", [{"TESTING": True}, {"TESTING": False}])
def test_with_a_key_the_page_carries_stripes_form_and_the_policy_lets_it_in(make, config):
    shop = make({"stripe": KEYS}, **config)
    visitor, location = quote_page(shop)

    page = visitor.get(location)

    assert Sandbox not in shop.parts
    assert 'data-stripe-key="pk_test_abc"' in page.text
    assert 'data-amount="3000" data-currency="eur" data-locale="de-DE"' in page.text
    assert '<script src="https://js.stripe.com/v3/" defer>' in page.text
    assert "4242" not in page.text
    assert "sk_test_abc" not in page.text
    policy = page.headers["Content-Security-Policy"].split("; ")
    assert "script-src 'self' https://js.stripe.com https://*.js.stripe.com" in policy
    assert "connect-src 'self' https://api.stripe.com" in policy
    # The answer to the form may be a redirect to the shopper's bank.
    assert "form-action 'self' https:" in policy
    assert "frame-ancestors 'none'" in policy


def test_without_a_key_no_page_mentions_stripe(make):
    shop = make({})
    visitor, location = quote_page(shop)

    page = visitor.get(location)

    assert "js.stripe.com" not in page.text
    assert page.headers["Content-Security-Policy"] == STRICT_POLICY


def test_an_amount_that_stripe_cannot_take_is_said_in_place_of_the_card_form(make):
    # Two teas and the post are 9.612 dinars; Stripe takes hundredths of them.
    settings = {
        **SETTINGS,
        "markets": {"kw": {"countries": ["DE"], "currency": "KWD", "locales": ["de-DE"]}},
        "pricing": {**SETTINGS["pricing"], "fixed_rates": {"KWD": "0.4005"}},
    }
    shop = make({"stripe": KEYS}, settings)
    visitor, location = quote_page(shop)

    page = visitor.get(location)

    assert page.status_code == 409
    assert "9.612 KWD" in page.text or "9,612" in page.text
    assert "data-stripe-key" not in page.text


@pytest.mark.parametrize(
    ("policy", "widened"),
    [
        ("", ""),
        ("default-src 'none'", "script-src https://js.stripe.com https://*.js.stripe.com"),
        ("script-src 'self' cdn.test; default-src *", "script-src 'self' cdn.test https://js.stripe.com"),
        ("default-src 'self'; script-src 'none'", "script-src https://js.stripe.com https://*.js.stripe.com"),
    ],
)
def test_a_merchants_own_policy_is_widened_where_it_restricts(policy, widened, database_url):
    found = Cards(publishable_key="pk_test_abc").widen(policy)

    assert widened in found
    names = [directive.split()[0] for directive in found.split(";") if directive.strip()]
    assert len(names) == len(set(names))


def test_a_policy_is_left_alone_without_a_key(database_url):
    assert Cards().widen("default-src 'self'") == "default-src 'self'"


def test_the_least_that_stripe_takes_is_told_in_the_readers_way(make):
    settings = {**SETTINGS, "pricing": {**SETTINGS["pricing"], "fixed_rates": {"EUR": "0.01"}}}
    shop = make({}, settings)
    visitor, location = quote_page(shop)

    page = visitor.post(f"{location}/pay", provider="stripe", instrument=VISA, consents="terms")

    assert page.status_code == 409
    assert "0,50\xa0€" in page.text
    assert [row["state"] for row in shop.rows("attempts")] == ["cancelled"]


@pytest.mark.parametrize("number", ["4242 4242 4242 4242", "4242424242424242", "4242-4242"])
def test_a_card_number_is_refused_and_not_kept(make, number):
    shop = make({})
    visitor, location = quote_page(shop)
    before = shop.counts()

    page = visitor.post(f"{location}/pay", instrument=number, consents="terms")
    answer = visitor.pay(location.rsplit("/", 1)[1], number)

    assert (page.status_code, answer.status_code) == (422, 422)
    assert list(answer.json["fields"]) == ["instrument"]
    assert shop.counts() == before


@pytest.mark.parametrize("config", [{"TESTING": True, "DEBUG": False}, {"TESTING": False, "DEBUG": True}])
def test_a_live_key_is_never_used_in_debug_or_tests(make, caplog, config):
    live = {"secret_key": "sk_live_abc", "publishable_key": "pk_live_abc"}

    shop = make({"stripe": live}, **config)

    assert Sandbox in shop.parts
    assert not shop.parts[Payments].providers["stripe"].is_live
    assert "live key" in caplog.text
    assert "sk_live_abc" not in caplog.text
