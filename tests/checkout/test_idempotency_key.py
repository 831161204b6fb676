"""A POST to the API that names itself by an Idempotency-Key is run once, whatever becomes of its answer."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from storefront_plugin.errors import IdempotencyKeyInUse
from storefront_plugin.outbox.duties import Duties
from storefront_plugin.pricing.tables import quotes
from storefront_plugin.web.idempotency import StoredAnswer
from storefront_plugin.web.repeats import Repeats
from storefront_plugin.web.tables import idempotency
from tests.checkout.tea_shop import BERLIN_TYPED, VISA

WISH = {"email": "ada@example.org", "address": BERLIN_TYPED}
KEY = {"Idempotency-Key": "one-click"}


def ask(browser, wish=WISH, path="/quotes", **headers):
    return browser.send(path, wish, headers=KEY | headers)


def count_of(shop, table):
    with shop.database.read() as db:
        return db.scalar(select(func.count()).select_from(table))


def test_the_same_request_gets_the_same_answer_and_is_run_once(shop):
    browser = shop.browser()

    first, second = ask(browser), ask(browser)

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.data == first.data
    assert (first.headers.get("Idempotency-Replayed"), second.headers["Idempotency-Replayed"]) == (None, "true")
    assert second.headers["Cache-Control"] == "private, no-store"
    assert count_of(shop, quotes) == 1


def test_another_request_under_the_key_is_refused(shop):
    browser = shop.browser()
    ask(browser)

    answer = ask(browser, {**WISH, "email": "eve@example.org"})

    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert answer.json["code"] == "idempotency_key_reused"


def test_a_key_says_nothing_to_anybody_else_and_nothing_elsewhere(shop):
    ada = shop.browser()
    token = ask(ada).json["id"]

    other = ask(shop.browser())
    paid = ask(ada, {"quote": token, "instrument": VISA, "consents": ["terms"]}, "/attempts")

    assert (other.status_code, other.json["id"] == token) == (201, False)
    assert (paid.status_code, paid.json["state"]) == (201, "paid")


def test_a_payment_that_was_declined_stays_declined_under_its_key(shop):
    ada = shop.browser()
    wish = {"quote": ada.quote(), "instrument": "pm_card_chargeDeclined", "consents": ["terms"]}

    first, second = ask(ada, wish, "/attempts"), ask(ada, wish, "/attempts")

    assert first.json["state"] == "declined"
    assert second.data == first.data
    assert len(shop.rows("attempts")) == 1


def test_a_refusal_of_what_was_sent_is_repeated_word_for_word(shop):
    browser = shop.browser()

    first, second = ask(browser, {"email": "nobody"}), ask(browser, {"email": "nobody"})

    assert (first.status_code, second.data) == (422, first.data)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert second.content_type == "application/problem+json"


def test_a_conflict_of_the_moment_is_asked_anew(shop):
    browser, lines = shop.browser(), shop.host.lines
    shop.host.lines = []
    assert ask(browser).status_code == 409

    shop.host.lines = lines

    assert ask(browser).status_code == 201


def test_no_answer_of_ours_that_failed_is_kept(shop):
    ada = shop.browser()
    wish = {"quote": ada.quote(), "instrument": VISA, "consents": ["terms"]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shop.host, "product", lambda sku: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            ask(ada, wish, "/attempts")
    assert count_of(shop, idempotency) == 0

    assert ask(ada, wish, "/attempts").json["state"] == "paid"


def test_while_the_first_runs_the_next_is_told_when_to_ask_again(shop):
    browser, told = shop.browser(), []

    def cart():
        told.append(ask(browser))
        return [*shop_cart]

    shop_cart = shop.host.lines
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shop.host, "cart", cart)
        first = ask(browser)

    assert first.status_code == 201
    [second] = told
    assert (second.status_code, second.json["code"]) == (409, "idempotency_key_in_use")
    assert second.headers["Retry-After"] == "1"


@pytest.mark.parametrize("key", ["x" * 256, "", "ä"])
def test_a_key_that_is_none_is_refused(shop, key):
    answer = shop.browser().send("/quotes", WISH, headers={"Idempotency-Key": key})

    assert (answer.status_code, answer.json["code"]) == (400, "idempotency_key_invalid")


def test_a_form_is_not_asked_for_a_key(shop):
    browser = shop.browser()
    data = {"storefront_token": browser.token(), "email": "ada@example.org", **BERLIN_TYPED}

    answers = [browser.client.post("/de-de/storefront/checkout", data=data, headers=KEY) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert count_of(shop, idempotency) == 0


def test_what_did_not_come_from_our_page_claims_no_key(shop):
    shop.app.test_client().post("/de-de/storefront/api/v1/quotes", json=WISH, headers=KEY)

    assert count_of(shop, idempotency) == 0


def test_sixteen_at_once_are_run_once(shop):
    browser = shop.browser()
    headers = {"X-Storefront-Token": browser.token(), **KEY}
    cookie = browser.client.get_cookie("storefront_guest")
    start = Barrier(16)

    def click(_):
        client = shop.app.test_client()
        client.set_cookie(cookie.key, cookie.value)
        start.wait()
        return client.post("/de-de/storefront/api/v1/quotes", json=WISH, headers=headers)

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(click, range(16)))

    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.data for answer in answers if answer.status_code == 201}) == 1
    assert count_of(shop, quotes) == 1


def test_answers_are_forgotten_after_a_day_by_the_worker(shop):
    ask(shop.browser())
    shop.clock.go(hours=23)
    ask(shop.browser())
    shop.clock.go(hours=1, seconds=1)

    shop.parts[Duties].do_due()

    assert count_of(shop, idempotency) == 1
    assert shop.parts[Repeats].forget() == 0


def test_what_is_kept_names_neither_the_visitor_nor_her_key(shop):
    ask(shop.browser("ada"))

    [row] = shop.rows("idempotency")
    assert "ada" not in row["id"] + row["fingerprint"]
    assert "one-click" not in "".join(map(str, row.values()))


def test_who_comes_back_after_her_claim_was_taken_over_changes_nothing(shop):
    repeats, mine, theirs = shop.parts[Repeats], answer("mine"), answer("theirs")
    slow = repeats.begin("name", "request")
    shop.clock.go(minutes=2)
    quick = repeats.begin("name", "request")

    repeats.finish("name", slow, mine)
    repeats.leave("name", slow)
    with pytest.raises(IdempotencyKeyInUse):
        repeats.begin("name", "request")
    repeats.finish("name", quick, theirs)

    assert repeats.begin("name", "request") == theirs


def answer(body):
    return StoredAnswer(201, "application/json", body)
