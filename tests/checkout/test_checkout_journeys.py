"""The whole way from the cart to the confirmation, as pages and as JSON; and whose it is."""

import re
from html import unescape

import pytest

from storefront_plugin import CartLine, Money, Product
from storefront_plugin.web.visitors import COOKIE
from tests.checkout.tea_shop import (
    AMERICAN,
    ASKS_BANK,
    BERLIN_TYPED,
    DECLINED,
    JAPANESE,
    NO_FUNDS,
    SETTINGS,
    VISA,
    mounted,
    text_of,
)

ON_ITS_WAY = "pm_usBankAccount_processing"
TYPED = {**BERLIN_TYPED, "email": "ada@example.org"}


def to_quote(browser, **changes):
    """Fill in the address, and answer the address of the page for paying."""
    sent = browser.post("/storefront/checkout", **{**TYPED, **changes})
    assert sent.status_code == 303, text_of(sent)
    return sent.location


def press(browser, quote_page, card=VISA):
    return browser.post(f"{quote_page}/pay", instrument=card, consents="terms")


# Pages ----------------------------------------------------------------------------------------------------------------


def test_a_shopper_buys_by_pages(shop):
    browser = shop.browser("ada")

    form = browser.get("/storefront/checkout")
    quote_page = to_quote(browser)
    last_look = browser.get(quote_page)
    paid = press(browser, quote_page)
    confirmation = browser.follow(paid)

    assert (form.status_code, last_look.status_code, paid.status_code, confirmation.status_code) == (200, 200, 303, 200)
    assert 'value="ada@example.org"' in form.text
    assert "30,00\xa0€" in unescape(last_look.text)
    [order] = shop.host.placed
    assert order.reference in confirmation.text
    assert "30,00\xa0€" in unescape(confirmation.text)
    assert shop.host.emptied == [order]


def test_a_tax_in_the_prices_is_told_with_its_rate_as_the_language_orders_them(shop):
    browser = shop.browser()

    page = browser.get(to_quote(browser)).text

    assert ">inkl. 19\xa0% MwSt.</th>" in unescape(page)


def test_the_page_after_paying_is_private(shop):
    browser = shop.browser()

    confirmation = browser.follow(press(browser, to_quote(browser)))

    assert confirmation.headers["Cache-Control"] == "private, no-store"
    assert confirmation.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    ("edition", "address", "total"),
    [
        (AMERICAN, {"country": "US", "city": "Portland", "region": "OR", "postcode": "97201"}, "$36.00"),
        (JAPANESE, {"country": "JP", "region": "13", "postcode": "100-0001"}, "￥4,800"),
    ],
)
def test_each_edition_pays_in_its_own_money(shop, edition, address, total):
    browser = shop.browser(edition=edition)

    confirmation = browser.follow(press(browser, to_quote(browser, **address)))

    assert confirmation.status_code == 200
    assert total in confirmation.text


def test_a_declined_card_leads_back_to_the_page_for_paying_and_says_so(shop):
    browser = shop.browser()
    quote_page = to_quote(browser)

    back = browser.follow(press(browser, quote_page, NO_FUNDS))

    assert back.status_code == 200
    assert 'role="alert"' in back.text
    assert shop.host.placed == []
    assert browser.follow(press(browser, quote_page, VISA)).status_code == 200
    assert len(shop.host.placed) == 1


@pytest.mark.parametrize(("answer", "placed"), [("yes", 1), ("no", 0)])
def test_the_bank_is_asked_and_sends_the_shopper_back(shop, answer, placed):
    browser = shop.browser()

    to_bank = press(browser, to_quote(browser), ASKS_BANK)
    bank = browser.get(to_bank.location)
    back = browser.post(to_bank.location, answer=answer)
    end = browser.follow(back)

    assert "/storefront/sandbox/bank/pi_" in to_bank.location
    assert (bank.status_code, back.status_code, end.status_code) == (200, 303, 200)
    assert len(shop.host.placed) == placed


def test_who_comes_back_without_an_answer_is_shown_the_way_to_her_bank(shop):
    browser = shop.browser()
    quote_page = to_quote(browser)
    press(browser, quote_page, ASKS_BANK)
    [attempt] = shop.rows("attempts")

    waiting = browser.get(attempt["return_url"])

    assert waiting.status_code == 202
    assert f"/storefront/sandbox/bank/{attempt['payment_id']}" in waiting.text
    assert len(shop.rows("attempts")) == 1


def test_who_paid_what_is_captured_by_hand_reads_what_she_ordered_and_the_way_back(by_hand):
    reads_her_order(by_hand, VISA, "authorised", "Vielen Dank für Ihre Bestellung")


def test_whose_debit_takes_days_reads_what_she_ordered_and_the_way_back(shop):
    reads_her_order(shop, ON_ITS_WAY, "processing", "Wir warten auf Ihre Zahlung")


def reads_her_order(shop, card, state, heading):
    browser = shop.browser()
    quote_page = to_quote(browser)

    page = browser.follow(press(browser, quote_page, card))
    again = browser.follow(browser.get(quote_page))

    [attempt] = shop.rows("attempts")
    assert (attempt["state"], page.status_code, again.status_code) == (state, 202, 202)
    assert f"<h1>{heading}</h1>" in page.text
    assert f"<h1>{heading}</h1>" in again.text
    for told in (attempt["order_reference"], "Green tea", "30,00\xa0€", "Weg 1"):
        assert told in unescape(page.text)
    assert 'href="/de-de/"' in page.text
    assert quote_page.removeprefix("http://localhost") not in page.text


def test_a_reservation_is_told_by_letter_once(by_hand):
    attempt = by_hand.pay(by_hand.quote())

    for _ in range(2):
        by_hand.checkout.settle(attempt.id)

    assert [row["kind"] for row in by_hand.rows("events")] == ["payment_awaited"]


@pytest.mark.parametrize("card", [ON_ITS_WAY, ASKS_BANK, DECLINED])
def test_what_may_yet_come_to_nothing_is_told_by_no_letter(shop, card):
    attempt = shop.pay(shop.quote(), card)

    shop.checkout.settle(attempt.id)

    assert shop.rows("events") == []


def test_a_lost_answer_is_a_page_that_waits_and_then_a_confirmation(shop):
    browser = shop.browser()
    shop.provider.lost.add("open")

    sent = press(browser, to_quote(browser))
    waiting = browser.follow(sent)
    shop.provider.lost.clear()
    again = browser.follow(browser.get(sent.location))

    assert (waiting.status_code, again.status_code) == (202, 200)
    assert len(shop.host.placed) == 1


def test_a_form_sent_twice_is_paid_once(shop):
    browser = shop.browser()
    quote_page = to_quote(browser)

    pages = [browser.follow(press(browser, quote_page)) for _ in range(3)]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert {page.text.count(shop.host.placed[0].reference) > 0 for page in pages} == {True}
    assert (len(shop.host.placed), len(shop.host.emptied)) == (1, 1)


def test_the_page_of_a_paid_quote_leads_to_its_order_and_empties_the_cart(shop):
    browser = shop.browser()
    quote_page = to_quote(browser)
    to_bank = press(browser, quote_page, ASKS_BANK)
    shop.sandbox.authorise(to_bank.location.rsplit("/", 1)[1])
    [attempt] = shop.rows("attempts")
    assert shop.notify(attempt["payment_id"]).status_code == 200
    assert (len(shop.host.placed), shop.host.emptied) == (1, [])

    order_page = browser.follow(browser.get(quote_page))

    assert shop.host.placed[0].reference in order_page.text
    assert len(shop.host.emptied) == 1


def test_another_delivery_is_another_quote(shop):
    browser = shop.browser()
    quote_page = to_quote(browser)

    other = browser.post(f"{quote_page}/shipping", shipping="courier")

    assert other.status_code == 303
    assert other.location != quote_page
    assert "35,00\xa0€" in unescape(browser.get(other.location).text)


def test_another_delivery_calls_the_payment_at_the_bank_back(shop):
    browser = shop.browser()
    quote_page = to_quote(browser)
    press(browser, quote_page, ASKS_BANK)

    other = browser.post(f"{quote_page}/shipping", shipping="courier")
    browser.follow(press(browser, other.location))

    assert sorted(row["state"] for row in shop.rows("attempts")) == ["cancelled", "paid"]
    assert [str(order.total) for order in shop.host.placed] == ["35.00 EUR"]


def test_a_delivery_that_is_not_offered_leaves_the_payment_at_the_bank_alone(shop):
    visitor = shop.browser()
    quote_page = to_quote(visitor)
    press(visitor, quote_page, ASKS_BANK)

    assert visitor.post(f"{quote_page}/shipping", shipping="drone").status_code == 422
    assert [row["state"] for row in shop.rows("attempts")] == ["action"]


def test_another_delivery_while_it_is_unknown_whether_it_is_paid_has_to_wait(shop):
    visitor = shop.browser()
    quote_page = to_quote(visitor)
    shop.provider.lost.add("open")
    press(visitor, quote_page)
    before = shop.counts()

    page = visitor.post(f"{quote_page}/shipping", shipping="courier")

    assert (page.status_code, page.mimetype) == (503, "text/html")
    assert shop.counts() == before


def test_another_delivery_of_what_is_paid_leads_to_the_order(shop):
    browser = shop.browser()
    quote_page = to_quote(browser)
    press(browser, quote_page)
    before = shop.counts()

    again = browser.follow(browser.post(f"{quote_page}/shipping", shipping="courier"))

    assert shop.host.placed[0].reference in again.text
    assert shop.counts() == before


def test_money_that_needs_attention_is_said_and_no_card_is_asked_for(shop):
    browser = shop.browser()
    quote_page = to_quote(browser)
    press(browser, quote_page, ASKS_BANK)
    [attempt] = shop.rows("attempts")
    with shop.database.write() as db:
        db.exec_driver_sql("UPDATE storefront_attempts SET amount_minor = 1")
    shop.sandbox.authorise(attempt["payment_id"])

    page = browser.follow(browser.get(attempt["return_url"]))

    assert page.status_code == 202
    assert attempt["order_reference"] in text_of(page)
    assert browser.get(quote_page).status_code == 202
    assert 'name="instrument"' not in browser.get(quote_page).text
    assert press(browser, quote_page).status_code == 409


def test_a_cart_that_cannot_be_emptied_does_not_hide_the_confirmation(shop):
    shop.host.cart_fault = RuntimeError("no such table: carts")
    browser = shop.browser()

    confirmation = browser.follow(press(browser, to_quote(browser)))

    assert confirmation.status_code == 200
    assert shop.host.placed[0].reference in confirmation.text


# JSON -----------------------------------------------------------------------------------------------------------------


def test_a_shopper_buys_by_json(shop):
    browser = shop.browser("ada")

    quote = browser.send("/quotes", {"email": "ada@example.org", "address": BERLIN_TYPED})
    attempt = browser.pay(quote.json["id"])
    order = browser.read(f"/orders/{attempt.json['order']}")

    assert (quote.status_code, attempt.status_code, order.status_code) == (201, 201, 200)
    assert quote.json["total"] == {"amount": "30.00", "minor": 3000, "currency": "EUR", "formatted": "30,00\xa0€"}
    assert (attempt.json["state"], attempt.json["amount"]["minor"], attempt.json["reason"]) == ("paid", 3000, None)
    assert order.json["reference"] == shop.host.placed[0].reference
    assert (order.json["total"]["formatted"], order.json["locale"]) == ("30,00\xa0€", "de-DE")
    assert order.json["placed_at"] == "2026-11-21T12:00:00+00:00"
    assert [line["quantity"] for line in order.json["lines"]] == [2]
    assert len(shop.host.emptied) == 1


def test_lines_may_be_sent_in_place_of_the_cart(shop):
    browser = shop.browser()

    quote = browser.quote(lines=[{"sku": "pot", "quantity": 1}, {"sku": "tea", "quantity": 1}], shipping="courier")

    total = browser.read(f"/quotes/{quote}").json["total"]
    assert total["amount"] == "53.75"


def test_a_decline_says_why_in_json(shop):
    browser = shop.browser()

    declined = browser.pay(browser.quote(), NO_FUNDS)

    assert (declined.status_code, declined.json["state"], declined.json["order"]) == (201, "declined", None)
    assert declined.json["reason"]


def test_the_bank_is_asked_in_json(shop):
    browser = shop.browser()
    attempt = browser.pay(browser.quote(), ASKS_BANK).json
    assert attempt["state"] == "action"

    browser.post(attempt["next_url"], answer="yes")
    settled = browser.read(f"/attempts/{attempt['id']}").json

    assert (settled["state"], settled["next_url"]) == ("paid", None)
    assert browser.read(f"/orders/{settled['order']}").status_code == 200
    assert (len(shop.host.placed), len(shop.host.emptied)) == (1, 1)


def test_an_attempt_sent_twice_is_paid_once(shop):
    browser = shop.browser()
    quote = browser.quote()

    first, second = browser.pay(quote), browser.pay(quote)

    assert (second.status_code, second.json["state"]) == (201, "paid")
    assert len(shop.rows("attempts")) == 1
    assert (len(shop.host.placed), len(shop.host.emptied)) == (1, 1)
    assert first.json["amount"] == second.json["amount"]


def test_a_lost_answer_is_asking_and_asking_again_is_503_until_there_is_one(shop):
    browser = shop.browser()
    shop.provider.lost.add("open")

    attempt = browser.pay(browser.quote())
    unknown = browser.read(f"/attempts/{attempt.json['id']}")
    shop.provider.lost.clear()
    known = browser.read(f"/attempts/{attempt.json['id']}")

    assert (attempt.status_code, attempt.json["state"]) == (201, "asking")
    assert (unknown.status_code, unknown.json["code"]) == (503, "provider_unreachable")
    assert unknown.headers["Retry-After"]
    assert (known.status_code, known.json["state"]) == (200, "paid")


def test_a_price_that_moved_after_paying_does_not_change_the_order(shop):
    browser = shop.browser()
    order = browser.pay(browser.quote()).json["order"]
    shop.host.products = {"tea": Product("tea", "Gold tea", Money.of("99.00", "GBP"))}
    shop.clock.go(days=400)

    answer = browser.read(f"/orders/{order}").json

    assert (answer["total"]["amount"], answer["lines"][0]["name"]) == ("30.00", "Green tea")


def test_an_orders_json_tells_its_points_and_the_question_it_led_to(shop):
    browser = shop.browser("ada")
    order = browser.read(f"/orders/{browser.pay(browser.quote()).json['order']}").json

    prompt = browser.read(f"/surveys/prompts/{order['prompt']}")

    assert order["points"] == 20
    assert prompt.status_code == 200


def test_a_guests_order_earns_no_points(shop):
    browser = shop.browser()

    order = browser.read(f"/orders/{browser.pay(browser.quote()).json['order']}").json

    assert order["points"] == 0


def test_an_expired_quote_offers_no_button_and_says_so(shop):
    browser = shop.browser()
    token = browser.quote()
    shop.clock.go(minutes=31)

    page = browser.get(f"/storefront/checkout/{token}")

    assert page.status_code == 409
    assert "/pay" not in page.text


# Whose it is ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def bought(shop):
    """Ada's quote, her payment and her order, by their tokens."""
    browser = shop.browser("ada")
    quote = browser.quote()
    attempt = browser.pay(quote).json
    return quote, attempt["id"], attempt["order"]


@pytest.mark.parametrize("stranger", [None, "eve"])
def test_nothing_of_hers_is_anybody_elses(shop, bought, stranger):
    quote, attempt, order = bought
    browser = shop.browser(stranger)
    before = shop.counts()

    answers = [
        browser.read(f"/quotes/{quote}"),
        browser.read(f"/attempts/{attempt}"),
        browser.read(f"/orders/{order}"),
        browser.pay(quote),
        browser.get(f"/storefront/checkout/{quote}"),
        browser.get(f"/storefront/checkout/return/{attempt}"),
        browser.get(f"/storefront/orders/{order}"),
        browser.post(f"/storefront/checkout/{quote}/shipping", shipping="courier"),
        press(browser, f"/storefront/checkout/{quote}"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 9
    assert [answer.json["code"] for answer in answers[:4]] == [
        "quote_unknown",
        "order_unknown",
        "order_unknown",
        "quote_unknown",
    ]
    assert shop.counts() == before


def test_a_customer_sees_her_order_on_another_device(shop, bought):
    assert shop.browser("ada").read(f"/orders/{bought[2]}").status_code == 200


def test_a_guest_who_signs_in_midway_keeps_her_quote_and_gets_the_points(shop):
    browser = shop.browser()
    quote = browser.quote()
    browser.customer = "ada"

    attempt = browser.pay(quote).json

    assert attempt["state"] == "paid"
    assert browser.read(f"/orders/{attempt['order']}").status_code == 200
    assert [(row["customer_id"], row["points"]) for row in shop.rows("ledger_entries")] == [("ada", 20)]
    # Elsewhere she is known by her name alone.
    assert shop.browser("ada").read(f"/orders/{attempt['order']}").status_code == 200


def test_a_second_customer_of_one_browser_does_not_see_the_firsts_order(shop):
    browser = shop.browser()
    quote = browser.quote()
    browser.customer = "ada"
    order = browser.pay(quote).json["order"]

    browser.customer = "eve"

    assert browser.read(f"/orders/{order}").status_code == 404


def test_a_guest_without_her_cookie_is_nobody(shop):
    browser = shop.browser()
    order = browser.pay(browser.quote()).json["order"]
    browser.client.delete_cookie(COOKIE)

    assert browser.read(f"/orders/{order}").status_code == 404


@pytest.mark.parametrize(("index", "place"), [(0, "/quotes/{}"), (1, "/attempts/{}"), (2, "/orders/{}")])
def test_a_token_with_a_letter_changed_is_unknown(shop, bought, index, place):
    browser = shop.browser("ada")
    token = bought[index]
    middle = len(token) // 2
    forged = [
        token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :],
        token[:-1],
        token + "x",
        "1",
    ]

    answers = [browser.read(place.format(each)) for each in forged]

    assert {answer.status_code for answer in answers} == {404}


def test_a_token_serves_one_purpose(shop, bought):
    browser = shop.browser("ada")
    quote, attempt, order = bought

    answers = [
        browser.read(f"/quotes/{attempt}"),
        browser.read(f"/attempts/{order}"),
        browser.read(f"/orders/{attempt}"),
        browser.pay(order),
        browser.get(f"/storefront/checkout/{order}"),
        browser.get(f"/storefront/checkout/return/{quote}"),
        browser.get(f"/storefront/orders/{attempt}"),
    ]

    assert {answer.status_code for answer in answers} == {404}


def test_the_order_is_shown_in_the_currency_it_was_bought_in_whatever_the_edition(shop, bought):
    browser = shop.browser("ada", edition=AMERICAN)

    assert browser.read(f"/orders/{bought[2]}").json["total"]["currency"] == "EUR"


def test_the_cart_of_the_moment_is_quoted_and_never_a_later_one(shop):
    browser = shop.browser()
    quote_page = to_quote(browser)
    shop.host.lines = [CartLine("pot", 9)]

    browser.follow(press(browser, quote_page))

    assert [line.sku for line in shop.host.placed[0].lines] == ["tea"]


def test_no_page_on_the_way_says_a_secret(shop):
    browser = shop.browser()
    quote_page = to_quote(browser)
    page = browser.get(quote_page).text

    assert not re.search(r"sk_test|whsec|att_|pi_[0-9a-f]{8}", page)
    assert DECLINED in page


@pytest.mark.parametrize(("typed", "is_told"), [("12345", True), ("", False), ("  ", False)])
def test_a_postcode_typed_for_a_country_without_any_is_left_out_with_a_word(database_url, now, typed, is_told):
    emirates = {"countries": ["AE"], "currency": "AED", "locales": ["en-AE"]}
    priced = {**SETTINGS["pricing"], "fixed_rates": {**SETTINGS["pricing"]["fixed_rates"], "AED": "4.90"}}
    shop = mounted(
        database_url, now, {**SETTINGS, "markets": {**SETTINGS["markets"], "ae": emirates}, "pricing": priced}
    )
    visitor = shop.browser(edition="en-ae")
    visitor.get("/storefront/checkout")
    address = {
        "country": "AE",
        "name": "Ada",
        "line1": "Tower 1",
        "city": "Dubai",
        "region": "DU",
        "postcode": typed,
    }

    sent = visitor.post("/storefront/checkout", email="ada@example.org", **address)

    assert sent.status_code == 303, text_of(sent)
    page = text_of(visitor.get(sent.location))
    shop.database.engine.dispose()
    assert ("what you wrote is left out" in page) is is_told
