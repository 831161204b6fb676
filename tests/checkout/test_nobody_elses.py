"""Every address of ours, asked as everybody: who is not its owner reads nothing of hers, and changes nothing.

An endpoint without an expectation fails: say here whose it is.
"""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

import pytest

from storefront_plugin.checkout.order_links import OrderLinks
from storefront_plugin.web.parts import EXTENSION
from tests.checkout.tea_shop import BERLIN, BERLIN_TYPED, VISA, Browser

NOTHING = (403, 404)


class Whose(Enum):
    """EVERYBODY's tells each asker her own, or nothing of anybody. A HOLDER has the address, which is a key.

    A DEVELOPER's is there in debug and tests alone.
    """

    EVERYBODY = auto()
    HERS = auto()
    HOLDERS = auto()
    MERCHANTS = auto()
    PROVIDERS = auto()
    DEVELOPERS = auto()


@dataclass(frozen=True)
class Asked:
    """`values` are filled into the rule from what Ada has; `form` and `json` likewise."""

    whose: Whose
    values: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] | None = None
    json: dict[str, Any] | None = None


E, H, L, M = Whose.EVERYBODY, Whose.HERS, Whose.HOLDERS, Whose.MERCHANTS
EVES = {**BERLIN_TYPED, "name": "Eve", "line1": "Ring 9"}
ADDRESS = {"email": "eve@example.org", **EVES}
REFUND = {"line-0": "1", "wish": "one", "shown": "1250"}
EXPECTED: dict[tuple[str, str], Asked] = {
    # Pages
    ("GET", "address_inputs"): Asked(E),
    ("GET", "checkout_start"): Asked(E),
    ("POST", "checkout_address"): Asked(E, form=ADDRESS),
    ("GET", "checkout_quote"): Asked(H, {"token": "quote"}),
    ("POST", "checkout_shipping"): Asked(H, {"token": "quote"}, form={"shipping": "courier"}),
    ("POST", "checkout_pay"): Asked(H, {"token": "quote"}, form={"instrument": VISA, "consents": "terms"}),
    ("GET", "paying_returned"): Asked(H, {"token": "attempt"}),
    ("GET", "order_page"): Asked(H, {"token": "order"}),
    ("GET", "order_document"): Asked(H, {"token": "order", "id": "document"}),
    ("GET", "order_by_link"): Asked(L, {"token": "link"}),
    ("POST", "ask_for_order_link"): Asked(L, {"token": "link"}, form={"email": "eve@example.org"}),
    ("GET", "prompt_page"): Asked(L, {"token": "prompt"}),
    ("POST", "score_prompt"): Asked(L, {"token": "prompt"}, form={"score": "9"}),
    ("POST", "comment_on_prompt"): Asked(L, {"token": "prompt"}, form={"comment": "Good"}),
    ("POST", "dismiss_prompt"): Asked(L, {"token": "prompt"}),
    ("GET", "suggestion"): Asked(E),
    ("POST", "refuse_suggestion"): Asked(E),
    ("GET", "sitemap"): Asked(E),
    ("GET", "sitemap_shard"): Asked(E, {"number": "1"}),
    # JSON
    ("POST", "make_quote"): Asked(E, json={"email": "eve@example.org", "address": EVES}),
    ("GET", "read_quote"): Asked(H, {"token": "quote"}),
    ("POST", "make_attempt"): Asked(H, json={"quote": "quote", "instrument": VISA, "consents": ["terms"]}),
    ("GET", "read_attempt"): Asked(H, {"token": "attempt"}),
    ("GET", "read_order"): Asked(H, {"token": "order"}),
    ("GET", "read_prompt"): Asked(L, {"token": "prompt"}),
    ("POST", "respond_to_prompt"): Asked(L, {"token": "prompt"}, json={"score": 9}),
    ("GET", "till_of_country"): Asked(E, {"country": "DE"}),
    ("GET", "open_session"): Asked(E),
    ("GET", "read_points"): Asked(E),
    ("GET", "read_cart"): Asked(E),
    ("GET", "list_prices"): Asked(E),
    ("GET", "list_rates"): Asked(E),
    ("GET", "list_currencies"): Asked(E),
    ("GET", "list_editions"): Asked(E),
    ("GET", "current_edition"): Asked(E),
    ("GET", "country_form"): Asked(E, {"country": "DE"}),
    ("GET", "check_postcode"): Asked(E, {"country": "DE"}),
    ("GET", "openapi"): Asked(E),
    **{(method, "unknown_api_path"): Asked(E, {"rest": "x"}) for method in ("GET", "POST", "PUT", "PATCH", "DELETE")},
    # The merchant's
    ("GET", "dashboard"): Asked(M),
    ("GET", "prices_dashboard"): Asked(M),
    ("POST", "hold_rates"): Asked(M, {"table_id": "1"}),
    ("POST", "release_rates"): Asked(M, {"table_id": "1"}),
    ("GET", "orders_dashboard"): Asked(M),
    ("GET", "order_dashboard"): Asked(M, {"reference": "reference"}),
    ("POST", "see_to_matter"): Asked(M, {"reference": "reference", "matter_id": "1"}),
    ("GET", "refund_dashboard"): Asked(M, {"reference": "reference"}),
    ("POST", "refund_order"): Asked(M, {"reference": "reference"}, form=REFUND),
    ("POST", "give_back_surplus"): Asked(M, {"reference": "reference", "attempt_id": "1"}),
    # Providers, and the sandbox, in which no money moves.
    ("POST", "receive_notification"): Asked(Whose.PROVIDERS, {"provider": "stripe"}),
    ("GET", "sandbox_bank"): Asked(L, {"payment_id": "payment"}),
    ("POST", "sandbox_bank_answer"): Asked(L, {"payment_id": "payment"}, form={"answer": "refuse"}),
    ("GET", "sandbox_control"): Asked(Whose.DEVELOPERS),
    ("POST", "sandbox_decide"): Asked(Whose.DEVELOPERS, {"payment_id": "payment"}),
    ("POST", "sandbox_send"): Asked(Whose.DEVELOPERS, {"event_id": "1"}),
}


@dataclass
class Ada:
    """She has a quote and a paid order; `has` is what stands for them in addresses, by name."""

    browser: Browser
    has: dict[str, str]


@pytest.fixture(params=["ada", None], ids=["a customer's", "a guest's"])
def ada(shop, request):
    browser = shop.browser(request.param)
    paid = browser.pay(browser.quote()).json
    [row] = shop.rows("orders")
    [attempt] = shop.rows("attempts")
    has = {
        "quote": browser.quote(shipping="courier"),
        "attempt": paid["id"],
        "order": paid["order"],
        "prompt": browser.read(f"/orders/{paid['order']}").json["prompt"],
        "document": shop.rows("documents")[0]["id"],
        "reference": row["reference"],
        "payment": attempt["payment_id"],
        "link": shop.parts[OrderLinks].token(row["reference"]),
    }
    return Ada(browser, has)


def answers_to(shop, ada, browser, *, with_token=True):
    """What that browser is answered at each address, by its method and name."""
    adapter, token = shop.app.url_map.bind("localhost"), browser.token() if with_token else ""
    headers = {"X-Storefront-Token": token} | ({"X-Customer": browser.customer} if browser.customer else {})
    found = {}
    for (method, endpoint), asked in EXPECTED.items():
        values = {name: ada.has.get(value, value) for name, value in asked.values.items()}
        path = adapter.build(f"{EXTENSION}.{endpoint}", values, method=method)
        body = {}
        if asked.json is not None:
            body["json"] = {name: ada.has.get(v, v) if isinstance(v, str) else v for name, v in asked.json.items()}
        elif method == "POST":
            body["data"] = {"storefront_token": token, **(asked.form or {})}
        found[method, endpoint] = browser.client.open(f"/de-de{path}", method=method, headers=headers, **body)
    return found


def whose(*kinds):
    return [key for key, asked in EXPECTED.items() if asked.whose in kinds]


def told_of_ada(answer, *more):
    """What is hers in an answer: it may be written in any way, so its parts are looked for."""
    text = answer.get_data(as_text=True)
    return [secret for secret in (BERLIN.name, *BERLIN.lines, "ada@example.org", *more) if secret in text]


def hers_in(shop):
    """Her rows, which nobody else may change."""
    [owner] = {row["owner"] for row in shop.rows("orders")}
    quotes = [row for row in shop.rows("quotes") if row["owner"] == owner]
    return [quotes, *(shop.rows(name) for name in ("orders", "attempts", "refunds", "holds", "documents", "effects"))]


def test_each_address_is_somebody_s(shop):
    declared = {
        (method, rule.endpoint.removeprefix(f"{EXTENSION}."))
        for rule in shop.app.url_map.iter_rules()
        if rule.endpoint.startswith(f"{EXTENSION}.") and rule.endpoint != f"{EXTENSION}.static"
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }

    assert declared == set(EXPECTED)


@pytest.mark.parametrize("asker", ["stranger", "guest", "customer", "merchant"])
def test_who_is_not_its_owner_gets_nothing_of_hers_and_changes_nothing(shop, ada, asker):
    browsers = {"stranger": shop.browser, "guest": shop.browser, "merchant": shop.merchant}
    browser = browsers[asker]() if asker in browsers else shop.browser("eve")
    before = hers_in(shop)

    found = answers_to(shop, ada, browser, with_token=asker != "stranger")

    refused = whose(H) if asker == "merchant" else whose(H, M)
    assert {key: found[key].status_code for key in refused if found[key].status_code not in NOTHING} == {}
    # Who holds the link of a letter may know the order's number.
    told = {key: told_of_ada(found[key], ada.has["reference"]) for key in whose(E, H, Whose.PROVIDERS)}
    told |= {key: told_of_ada(found[key]) for key in whose(L)}
    assert {key: secrets for key, secrets in told.items() if secrets} == {}
    if asker != "merchant":
        assert hers_in(shop) == before


def test_its_owner_finds_all_that_is_hers(shop, ada):
    found = answers_to(shop, ada, ada.browser)

    statuses = {key: found[key].status_code for key in whose(H, L)}
    assert {key: status for key, status in statuses.items() if status in NOTHING or status >= 400} == {}


def test_the_merchant_finds_all_that_is_the_merchant_s(shop, ada):
    found = answers_to(shop, ada, shop.merchant())

    statuses = {key: found[key].status_code for key in whose(M) if key[0] == "GET"}
    assert set(statuses.values()) == {200, 302}
    assert found["POST", "refund_order"].status_code == 303


def test_what_did_not_come_from_the_provider_is_believed_of_nobody(shop, ada):
    assert answers_to(shop, ada, shop.merchant())["POST", "receive_notification"].status_code == 400


def test_a_developer_s_pages_are_not_there_in_production(shop, ada):
    shop.app.testing = shop.app.debug = False

    found = answers_to(shop, ada, shop.browser())

    assert {found[key].status_code for key in whose(Whose.DEVELOPERS)} == {404}
