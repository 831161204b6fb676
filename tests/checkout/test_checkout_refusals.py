"""What is refused on the way to paying: the status, the code, the sentence in the shopper's language, and no trace."""

import json

import pytest
import time_machine

from storefront_plugin import Money, Product
from storefront_plugin.errors import StorefrontError
from storefront_plugin.texts import Catalogues
from tests.checkout.tea_shop import BERLIN_TYPED, DECLINED, VISA, text_of

# Who refuses is our code, whatever the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ASKED = {"email": "ada@example.org", "address": BERLIN_TYPED}
TYPED = {**BERLIN_TYPED, "email": "ada@example.org"}


@pytest.fixture
def visitor(shop):
    visitor = shop.browser()
    visitor.token()
    return visitor


@pytest.fixture
def untouched(shop, visitor):
    """Nothing is written between now and the end of the test, and nothing is asked of the provider."""
    before = shop.counts()
    yield
    assert shop.counts() == before
    assert shop.provider.asked == []


def refused(shop, response, status, code):
    """A problem that is all that RFC 9457 wants, said in German."""
    assert (response.status_code, response.content_type) == (status, "application/problem+json")
    problem = response.json
    assert (problem["code"], problem["status"], problem["type"]) == (code, status, f"urn:storefront:problem:{code}")
    assert response.headers["Cache-Control"] == "private, no-store"
    errors = {error.__name__: error for error in every_error()}
    if error := errors.get("".join(word.title() for word in code.split("_"))):
        catalogue = shop.parts[Catalogues].of("de-DE")
        said = error.message.said_in(catalogue)
        assert problem["title"] == said or "%(" in error.message.msgid
    return problem


def every_error(root=StorefrontError):
    return [root, *(each for below in root.__subclasses__() for each in every_error(below))]


# Quantities -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("quantity", [0, -1, 1.5, 1.0, True, "2", None, [], {}, 10_000, 10**30], ids=repr)
def test_what_is_no_quantity_is_refused(shop, visitor, untouched, quantity):
    lines = [{"sku": "pot", "quantity": 1}, {"sku": "tea", "quantity": quantity}]

    problem = refused(shop, visitor.send("/quotes", {**ASKED, "lines": lines}), 422, "invalid_fields")

    assert list(problem["fields"]) == ["lines.1.quantity"]


def test_the_refusal_of_a_quantity_does_not_repeat_a_whole_letter(visitor, untouched):
    lines = [{"sku": "tea", "quantity": "9" * 10_000}]

    answer = visitor.send("/quotes", {**ASKED, "lines": lines})

    assert answer.status_code == 422
    assert len(answer.data) < 1000


def test_the_most_of_one_product_can_be_bought_and_one_more_cannot(shop, visitor):
    whole = visitor.send("/quotes", {**ASKED, "lines": [{"sku": "tea", "quantity": 9_999}]})
    in_parts = [{"sku": "tea", "quantity": 9_999}, {"sku": "tea", "quantity": 1}]

    assert whole.status_code == 201
    refused(shop, visitor.send("/quotes", {**ASKED, "lines": in_parts}), 422, "invalid_quantity")


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ([], "lines"),
        ("tea", "lines"),
        ({"sku": "tea"}, "lines"),
        (["tea"], "lines.0"),
        ([{"quantity": 1}], "lines.0.sku"),
        ([{"sku": "", "quantity": 1}], "lines.0.sku"),
        ([{"sku": 7, "quantity": 1}], "lines.0.sku"),
        ([{"sku": "tea\u0000", "quantity": 1}], "lines.0.sku"),
        ([{"sku": "t" * 201, "quantity": 1}], "lines.0.sku"),
        ([{"sku": "tea", "quantity": 1, "price": "0.01"}], "lines.0.price"),
        ([{"sku": "tea", "quantity": 1, "unit": {"minor": 1}}], "lines.0.unit"),
        ([{"sku": "tea", "quantity": 1}] * 201, "lines"),
    ],
    ids=str,
)
def test_lines_of_another_form_are_refused_by_their_place(shop, visitor, untouched, lines, field):
    problem = refused(shop, visitor.send("/quotes", {**ASKED, "lines": lines}), 422, "invalid_fields")

    assert list(problem["fields"]) == [field]


# Prices and names that nobody asked for -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["price", "total", "currency", "amount", "rate", "owner", "valid_until", "edition"])
def test_a_quote_takes_no_price_and_no_name_from_the_browser(shop, visitor, untouched, name):
    problem = refused(shop, visitor.send("/quotes", {**ASKED, name: "0.01"}), 422, "invalid_fields")

    assert list(problem["fields"]) == [name]


@pytest.mark.parametrize("name", ["amount", "currency", "total", "order", "payment_id", "return_url"])
def test_a_payment_takes_no_amount_and_no_order_from_the_browser(shop, visitor, name):
    quote = visitor.quote()
    before = shop.counts()

    problem = refused(shop, visitor.pay(quote, **{name: "1"}), 422, "invalid_fields")

    assert list(problem["fields"]) == [name]
    assert (shop.counts(), shop.provider.asked) == (before, [])


def test_a_form_may_say_what_it_likes_of_prices(shop, visitor):
    location = visitor.post("/storefront/checkout", **TYPED, price="0.01", total="0.01").location

    visitor.post(f"{location}/pay", instrument=VISA, consents="terms", amount="1", currency="JPY")

    assert [str(order.total) for order in shop.host.placed] == ["30.00 EUR"]


# Addresses ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"country": "XX"}, "address.country"),
        ({"country": "JP"}, "address.country"),
        ({"country": "de"}, "address.country"),
        ({"country": ""}, "address.country"),
        ({"country": "Germany"}, "address.country"),
        ({"postcode": "1011"}, "address.postcode"),
        ({"postcode": ""}, "address.postcode"),
        ({"name": ""}, "address.name"),
        ({"line1": "  "}, "address.line1"),
        ({"city": ""}, "address.city"),
        ({"city": "B" * 201}, "address.city"),
        ({"name": "Ada\u202e\u0007"}, "address.name"),
        ({"email": "ada"}, "email"),
        ({"email": ""}, "email"),
        ({"email": "ada@example.org\nBcc: eve@example.org"}, "email"),
    ],
    ids=str,
)
def test_an_address_that_is_not_right_is_refused_by_its_field_in_json_and_on_the_page(
    shop, visitor, untouched, change, field
):
    typed = {**TYPED, **change}
    asked = {"email": typed["email"], "address": {key: typed[key] for key in BERLIN_TYPED}}

    problem = refused(shop, visitor.send("/quotes", asked), 422, "invalid_fields")
    page = visitor.post("/storefront/checkout", **typed)

    assert list(problem["fields"]) == [field]
    assert problem["fields"][field][0]
    assert (page.status_code, page.mimetype) == (422, "text/html")
    assert 'aria-invalid="true"' in page.text or field == "address.country"
    # What she typed is still there.
    assert typed["line1"] in page.text


def test_every_fault_of_an_address_is_told_together(shop, visitor, untouched):
    address = {"country": "DE", "postcode": "x"}

    answer = visitor.send("/quotes", {"email": "ada@example.org", "address": address})

    problem = refused(shop, answer, 422, "invalid_fields")

    assert set(problem["fields"]) == {"address.name", "address.line1", "address.city", "address.postcode"}


def test_a_country_that_nobody_delivers_to_is_refused(shop, visitor, untouched):
    shop.host.options = []

    refused(shop, visitor.send("/quotes", ASKED), 422, "not_deliverable")
    page = visitor.post("/storefront/checkout", **TYPED)

    assert page.status_code == 422
    assert 'name="postcode"' in page.text


def test_a_delivery_that_is_not_offered_is_refused(shop, visitor):
    location = visitor.post("/storefront/checkout", **TYPED).location
    before = shop.counts()

    refused(shop, visitor.send("/quotes", {**ASKED, "shipping": "drone"}), 422, "unknown_shipping")
    page = visitor.post(f"{location}/shipping", shipping="drone")

    assert page.status_code == 422
    assert "courier" in page.text
    assert shop.counts() == before


@pytest.mark.parametrize("country", ["XX", "JP", "D", "<b>", "%01"])
def test_the_till_of_a_country_outside_the_market_is_unknown(shop, visitor, untouched, country):
    refused(shop, visitor.read(f"/till/{country}"), 422, "unknown_country")


# Carts and offers -----------------------------------------------------------------------------------------------------


def test_an_empty_cart_is_said(shop, visitor, untouched):
    shop.host.lines = []

    refused(shop, visitor.send("/quotes", ASKED), 409, "cart_empty")
    form, sent = visitor.get("/storefront/checkout"), visitor.post("/storefront/checkout", **TYPED)

    assert (form.status_code, sent.status_code) == (200, 409)
    assert 'name="postcode"' not in form.text + sent.text


def test_a_product_that_vanished_is_named(shop, visitor, untouched):
    shop.host.products.clear()

    problem = refused(shop, visitor.send("/quotes", ASKED), 409, "product_gone")
    page = visitor.post("/storefront/checkout", **TYPED)

    assert "tea" in problem["title"]
    assert page.status_code == 409
    assert "tea" in text_of(page)


def vanish(shop):
    shop.host.products.clear()


def reprice(shop):
    shop.host.products["tea"] = Product("tea", "Green tea", Money.of("9.00", "GBP"))


def expire(shop):
    shop.clock.go(minutes=31)


@pytest.mark.parametrize(
    ("happens", "code"), [(vanish, "product_gone"), (reprice, "quote_outdated"), (expire, "quote_expired")]
)
def test_an_offer_that_is_over_is_not_paid_and_the_page_leads_to_a_new_one(shop, visitor, happens, code):
    location = visitor.post("/storefront/checkout", **TYPED).location
    quote = location.rsplit("/", 1)[1]
    before = shop.counts()

    happens(shop)

    refused(shop, visitor.pay(quote), 409, code)
    page = visitor.post(f"{location}/pay", instrument=VISA, consents="terms")
    assert page.status_code == 409
    assert 'name="instrument"' not in page.text
    assert 'href="/de-de/storefront/checkout"' in page.text
    assert (shop.counts(), shop.provider.asked, shop.host.placed) == (before, [], [])


# Consents and instruments ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("consents", [[], ["newsletter"], ["TERMS"]], ids=str)
def test_nothing_is_paid_without_the_consents(shop, visitor, consents):
    location = visitor.post("/storefront/checkout", **TYPED).location
    before = shop.counts()

    refused(shop, visitor.pay(location.rsplit("/", 1)[1], consents=consents), 422, "consent_missing")
    page = visitor.post(f"{location}/pay", instrument=VISA, consents=consents)

    assert page.status_code == 422
    assert 'name="instrument"' in page.text
    assert (shop.counts(), shop.provider.asked) == (before, [])


def test_no_consent_is_ticked_beforehand(visitor):
    location = visitor.post("/storefront/checkout", **TYPED).location

    first = visitor.get(location).text
    again = visitor.post(f"{location}/pay", instrument=VISA, consents="others").text

    for page in (first, again):
        boxes = [line for line in page.splitlines() if 'type="checkbox"' in line]
        assert len(boxes) == 1
        assert "checked" not in boxes[0]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"instrument": ""}, "instrument"),
        ({"instrument": 7}, "instrument"),
        ({"instrument": "pm_card_visa; drop"}, "instrument"),
        ({"instrument": "4242 4242 4242 4242"}, "instrument"),
        ({"instrument": "x" * 201}, "instrument"),
        ({"consents": "terms"}, "consents"),
        ({"consents": ["terms"] * 21}, "consents"),
        ({"consents": [{"a": 1}]}, "consents.0"),
        ({"quote": None}, "quote"),
    ],
    ids=str,
)
def test_a_payment_of_another_form_is_refused_by_its_field(shop, visitor, change, field):
    quote = visitor.quote()
    before = shop.counts()

    problem = refused(shop, visitor.pay(quote, **change), 422, "invalid_fields")

    assert list(problem["fields"]) == [field]
    assert (shop.counts(), shop.provider.asked) == (before, [])


@pytest.mark.parametrize("instrument", ["pm_nobody", "tok_visa", "ctoken_sandbox_unknown"])
def test_what_is_no_card_of_the_provider_is_refused_and_another_may_follow(shop, visitor, instrument):
    location = visitor.post("/storefront/checkout", **TYPED).location
    quote = location.rsplit("/", 1)[1]

    refused(shop, visitor.pay(quote, instrument), 409, "payment_refused")
    page = visitor.post(f"{location}/pay", instrument=instrument, consents="terms")

    assert page.status_code == 409
    assert {row["state"] for row in shop.rows("attempts")} == {"cancelled"}
    assert shop.rows("sandbox_intents") == []
    assert visitor.pay(quote).json["state"] == "paid"


# Requests that cannot be read -----------------------------------------------------------------------------------------

POSTS = ["/quotes", "/attempts"]


def sent(visitor, path, body, content_type="application/json"):
    return visitor.send(path, data=body, headers={"Content-Type": content_type})


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "body",
    ["{", "nonsense", b"\xff\xfe", "[" * 30_000, '{"a":' * 10_000, "1" * 5_000],
    ids=["cut", "words", "no utf-8", "deep list", "deep object", "endless number"],
)
def test_what_is_no_json_is_400(shop, visitor, untouched, path, body):
    refused(shop, sent(visitor, path, body), 400, "malformed_request")


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("body", ["", "[]", '"text"', "7", "null", "true"])
def test_json_that_is_no_group_of_names_is_422(shop, visitor, untouched, path, body):
    refused(shop, sent(visitor, path, body), 422, "invalid_fields")


@pytest.mark.parametrize("path", POSTS)
def test_nesting_is_refused_like_any_other_value(shop, visitor, untouched, path):
    deep = json.loads("[" * 200 + "]" * 200)

    refused(shop, visitor.send(path, {"email": deep, "quote": deep, "consents": deep}), 422, "invalid_fields")


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_a_body_of_another_type_changes_nothing(visitor, untouched, path, content_type):
    answer = sent(visitor, path, json.dumps(ASKED), content_type)

    assert answer.status_code == 415
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("path", POSTS)
def test_a_body_of_100_kilobytes_is_413(shop, visitor, untouched, path):
    refused(shop, visitor.send(path, {"email": "a" * 100_000}), 413, "request_entity_too_large")


def test_a_form_of_100_kilobytes_is_413(visitor, untouched):
    page = visitor.post("/storefront/checkout", **TYPED, note="a" * 100_000)

    assert (page.status_code, page.mimetype) == (413, "text/html")


# Forms ----------------------------------------------------------------------------------------------------------------


def test_a_form_of_yesterday_has_expired(shop, visitor, untouched):
    with time_machine.travel("2026-11-20 08:00Z", tick=False):
        old = visitor.token()
    with time_machine.travel("2026-11-20 20:00:01Z", tick=False):
        page = visitor.post("/storefront/checkout", **{**TYPED, "storefront_token": old})
        answer = visitor.send("/quotes", ASKED, headers={"X-Storefront-Token": old})

    assert page.status_code == 403
    refused(shop, answer, 403, "form_expired")


@pytest.mark.parametrize("token", ["", "forged", "e30.e30.e30"])
def test_a_post_without_our_token_is_forged(shop, visitor, untouched, token):
    page = visitor.post("/storefront/checkout", **{**TYPED, "storefront_token": token})
    answer = visitor.send("/quotes", ASKED, headers={"X-Storefront-Token": token})

    assert page.status_code == 403
    refused(shop, answer, 403, "form_forged")


def test_another_visitors_token_is_forged(shop, visitor, untouched):
    other = shop.browser().token()

    refused(shop, visitor.send("/quotes", ASKED, headers={"X-Storefront-Token": other}), 403, "form_forged")


def test_a_foreign_page_cannot_post(shop, visitor, untouched):
    answer = visitor.send("/quotes", ASKED, headers={"Origin": "https://evil.test"})

    refused(shop, answer, 403, "form_forged")


@pytest.mark.parametrize("path", ["/pay", "/shipping"])
def test_paying_needs_the_forms_token(shop, visitor, path):
    location = visitor.post("/storefront/checkout", **TYPED).location
    before = shop.counts()

    page = visitor.post(location + path, storefront_token="", instrument=VISA, consents="terms", shipping="courier")

    assert page.status_code == 403
    assert (shop.counts(), shop.provider.asked) == (before, [])


@pytest.mark.parametrize("path", ["/quotes", "/attempts", "/storefront/checkout/x/pay"])
def test_paying_is_not_done_by_a_link(shop, visitor, untouched, path):
    page = visitor.get(path) if path.startswith("/storefront") else visitor.read(path)

    assert page.status_code == 405


def test_a_host_that_fails_is_our_fault_and_nothing_is_written(shop, visitor, untouched, monkeypatch):
    shop.app.testing = False
    monkeypatch.setattr(shop.host, "shipping", lambda *_: 1 / 0)

    refused(shop, visitor.send("/quotes", ASKED), 500, "fault")
    assert visitor.post("/storefront/checkout", **TYPED).status_code == 500


def test_a_decline_leaves_the_order_unplaced(shop, visitor):
    visitor.pay(visitor.quote(), DECLINED)

    assert [row["state"] for row in shop.rows("orders")] == ["unplaced"]
    assert (shop.rows("events"), shop.host.placed) == ([], [])
