"""The merchant's pages of orders: what waits, what was sold, one order whole, and money given back from there."""

import html
import json
import re
from dataclasses import replace
from datetime import timedelta
from gettext import NullTranslations

import pytest
from sqlalchemy import event, insert, update

from storefront_plugin import Money
from storefront_plugin.checkout.book import OrderBook, OrderWish
from storefront_plugin.checkout.refund import RefundWish
from storefront_plugin.checkout.refund_dashboard import read_wish
from storefront_plugin.checkout.tables import attempts, refunds
from storefront_plugin.errors import MalformedRequest
from storefront_plugin.texts import Catalogues
from tests.checkout.tea_shop import AMERICAN, DECLINED, DISPUTED, JAPANESE, VISA, text_of
from tests.shops import hidden_fields_of

ORDERS = "/storefront/dashboard/orders"


def sell(shop, edition="de-de", **rest):
    """A paid order's reference."""
    return shop.pay(shop.quote(edition=edition, **rest)).order_reference


def page(shop, path="", **rest):
    answer = shop.merchant(**rest).get(ORDERS + path)
    assert answer.status_code == 200
    return text_of(answer)


def references_on(shop, query=""):
    text = shop.merchant().get(ORDERS + query).text.split('id="storefront-orders"')[1]
    return [row["reference"] for row in shop.rows("orders") if f">{row['reference']}<" in text]


def break_attempt(shop, reference, state="needs_attention"):
    with shop.database.write() as db:
        db.execute(update(attempts).where(attempts.c.order_reference == reference).values(state=state))


# The list


def test_orders_are_listed_with_market_state_and_total(shop):
    reference = sell(shop)

    text = page(shop)

    assert f"{reference} 21 Nov 2026" in text or reference in text
    assert "€30.00" in text


def test_the_list_is_chosen_by_market_currency_and_state(shop):
    german, american = sell(shop), sell(shop, AMERICAN)
    unpaid = shop.pay(shop.quote(), DECLINED).order_reference

    assert references_on(shop, "?market=de") == [german]
    assert references_on(shop, "?currency=USD") == [american]
    assert references_on(shop, "?state=unplaced") == [unpaid]
    assert set(references_on(shop, "?state=")) == {german, american, unpaid}


def test_one_order_is_found_by_its_number_whatever_else_is_chosen(shop):
    sell(shop)
    unpaid = shop.pay(shop.quote(), DECLINED).order_reference

    assert references_on(shop, f"?order=%20{unpaid.lower()}&market=us&state=placed") == [unpaid]
    assert "There are no such orders." in page(shop, "?order=NOPE")


def test_a_page_leads_to_the_older_orders_and_each_is_on_one_page(shop, monkeypatch):
    monkeypatch.setattr(OrderBook.page, "__kwdefaults__", {"limit": 2})
    sold = []
    for _ in range(5):
        sold.append(sell(shop))
        shop.clock.go(minutes=1)

    found, path = [], "?market=de"
    while path:
        text = shop.merchant().get(ORDERS + path).text
        found.append([reference for reference in reversed(sold) if f">{reference}<" in text])
        older = re.search(r'href="/en-gb/storefront/dashboard/orders([^"]*)#storefront-orders">Older', text)
        path = older and html.unescape(older[1])

    assert [len(each) for each in found] == [2, 2, 1]
    assert [reference for each in found for reference in each] == sold[::-1]


def state_of(shop, reference):
    """What the list calls the order, what its own page does, and what the terminal does."""
    merchant = shop.merchant()
    rows = merchant.get(f"{ORDERS}?order={reference}").text.split('id="storefront-orders"')[1]
    own = merchant.get(f"{ORDERS}/{reference}").text
    [line] = [each for each in run(shop, "list").output.splitlines() if reference in each]
    return (
        re.search(r'data-label="State"><div>([^<]*)<', rows)[1],
        re.search(r'storefront-lead">([^·]*) ·', own)[1],
        re.search("paid back|placed", line)[0],
    )


def test_an_order_that_went_back_whole_is_not_called_paid(shop):
    reference, kept = sell(shop), sell(shop)
    refund(shop, reference, shipping="yes")
    assert state_of(shop, reference) == ("Paid", "Paid", "placed")

    refund(shop, reference)

    assert state_of(shop, reference) == ("Paid back", "Paid back", "paid back")
    assert state_of(shop, kept) == ("Paid", "Paid", "placed")


def test_an_order_of_which_nothing_was_left_by_a_dispute_alone_was_not_given_back(shop):
    attempt = shop.pay(shop.quote(), DISPUTED)
    shop.sandbox.decide_dispute(attempt.payment_id, is_won=False)
    shop.checkout.settle(attempt.id, payment_id=attempt.payment_id)

    assert state_of(shop, attempt.order_reference) == ("Paid", "Paid", "placed")


def test_a_list_is_one_query_however_many_of_its_orders_went_back(shop):
    for _ in range(3):
        refund(shop, sell(shop))
    asked = []
    event.listen(shop.database.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))

    found = shop.parts[OrderBook].page(OrderWish())

    assert [row.is_given_back for row in found.rows] == [True] * 3
    assert len([each for each in asked if each.startswith("SELECT")]) == 1


@pytest.mark.parametrize("path", ["", "/{}", "/{}/refund"])
def test_the_orders_are_marked_in_the_navigation_on_their_own_page_and_below_it(shop, path):
    text = shop.merchant().get(ORDERS + path.format(sell(shop))).text

    marked = re.findall(r'aria-current="(\w+)">(\w+)</a></li>', text.split("</header>")[0])
    assert marked == [("true" if path else "page", "Orders")]


@pytest.mark.parametrize("query", ["?before=yesterday", "?before=2026-11-21~A", "?state=lost"])
def test_what_no_page_of_ours_asks_for_is_refused(shop, query):
    assert shop.merchant().get(ORDERS + query).status_code == 422


# Sums


def test_each_market_s_sales_stand_in_its_currency_and_in_the_shop_s(shop):
    sell(shop)
    sell(shop)
    sell(shop, JAPANESE)

    text = page(shop)

    assert "de 2 €60.00 – £48.00" in text
    assert "jp 1 JP¥4,800 – £24.00" in text or "jp 1 ¥4,800 – £24.00" in text


def test_a_chart_tells_its_best_day(shop):
    sell(shop)

    assert "Most on 21 Nov 2026: £24.00." in page(shop)


def test_what_was_paid_back_stands_beside_what_was_taken(shop):
    reference = sell(shop)
    refund(shop, reference, shipping="yes")

    assert "de 1 €30.00 €5.00 £24.00" in page(shop)


# What waits


def test_where_nothing_waits_the_page_says_so(shop):
    sell(shop)

    assert "Nothing waits for you." in page(shop)


def test_a_payment_unlike_the_one_asked_for_waits_until_it_was_seen_to(shop):
    reference = sell(shop)
    break_attempt(shop, reference)
    assert "A payment came that is not the one that was asked for" in page(shop)

    merchant = shop.merchant()
    text = merchant.get(f"{ORDERS}/{reference}").text
    action = text.split('<form method="post" action="')[1].split('"')[0]
    answer = merchant.client.post(action, data=hidden_fields_of(text))

    assert (answer.status_code, answer.location) == (303, f"/en-gb{ORDERS}/{reference}")
    assert "Nothing waits for you." in page(shop)


def test_a_payment_without_a_word_for_a_day_waits(shop):
    reference = sell(shop)
    break_attempt(shop, reference, "processing")
    shop.clock.go(hours=23)
    assert "Nothing waits for you." in page(shop)

    shop.clock.go(hours=2)

    assert "has not said for more than a day" in page(shop)


def test_the_page_shows_the_oldest_that_wait_and_the_command_tells_all(shop):
    reference = sell(shop)
    [attempt] = shop.rows("attempts")
    failed = {"attempt_id": attempt["id"], "state": "failed", "amount_minor": 1, "currency": "EUR", "snapshot": "{}"}
    with shop.database.write() as db:
        for number in range(201):
            at = {"number": number, "made_at": shop.clock.moment + timedelta(seconds=number)}
            db.execute(insert(refunds).values(id=f"rfd_{number}", order_reference=reference, **failed, **at))

    assert len(json.loads(run(shop, "attention", "--json").output)) == 201
    text = page(shop)
    assert text.count("A refund did not reach the buyer") == 20
    assert "These are the oldest 20; “flask storefront orders attention” tells all of them." in text


# One order


def test_an_order_tells_in_the_readers_language_that_its_rate_is_fixed(shop, monkeypatch):
    class German(NullTranslations):
        def gettext(self, message):
            return {"fixed by the merchant": "vom Händler"}.get(message, message)

    reference = sell(shop)
    monkeypatch.setattr(Catalogues, "of", lambda *_: German())

    assert "Source of the rate vom Händler" in page(shop, f"/{reference}")


def test_an_order_tells_its_rate_its_payments_and_what_happened(shop):
    reference = sell(shop)

    text = page(shop, f"/{reference}")

    assert "Rate of its prices 1 GBP = 1.25 EUR" in text
    assert "In the shop’s currency £24.00" in text
    assert "Green tea 2 × €12.50" in text
    assert "The order was paid." in text
    [attempt] = shop.rows("attempts")
    assert f"stripe {attempt['payment_id']} Paid" in text


def test_an_order_tells_where_it_goes(shop):
    reference = sell(shop)

    assert "Deliver to Ada Grün Weg 1 10115 Berlin Germany" in page(shop, f"/{reference}")
    assert "to: Ada Grün, Weg 1, 10115 Berlin, DE\n" in run(shop, "show", reference).output


def test_a_declined_try_is_told_with_the_provider_s_reason(shop):
    reference = shop.pay(shop.quote(), DECLINED).order_reference

    assert "Declined generic_decline" in page(shop, f"/{reference}")


def test_an_order_that_there_is_not_is_a_404(shop):
    assert shop.merchant().get(f"{ORDERS}/NONE").status_code == 404


def test_the_merchant_opens_the_documents_though_she_is_not_the_buyer(shop):
    merchant, reference = shop.merchant(), sell(shop)
    text = merchant.get(f"{ORDERS}/{reference}").text

    address = text.split('<ul class="storefront-documents">')[1].split('href="')[1].split('"')[0]

    assert merchant.client.get(address).status_code == 200


# Money back


def look(shop, reference, **asked):
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return shop.merchant().get(f"{ORDERS}/{reference}/refund?{query}")


def refund(shop, reference, **asked):
    merchant = shop.merchant()
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    text = merchant.get(f"{ORDERS}/{reference}/refund?{query}").text
    return merchant.client.post(f"/en-gb{ORDERS}/{reference}/refund", data=hidden_fields_of(text))


def test_a_refund_is_shown_before_it_is_made(shop):
    reference = sell(shop)

    text = text_of(look(shop, reference, **{"line-0": "1"}))

    assert "€12.50 goes back to the buyer" in text
    assert "including 19% MwSt. €2.00" in text
    assert shop.rows("refunds") == []


def test_what_was_looked_at_is_given_back_once_however_often_it_is_pressed(shop):
    reference, merchant = sell(shop), shop.merchant()
    text = merchant.get(f"{ORDERS}/{reference}/refund?line-0=1&shipping=yes").text

    answers = [
        merchant.client.post(f"/en-gb{ORDERS}/{reference}/refund", data=hidden_fields_of(text)) for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert [row["amount_minor"] for row in shop.rows("refunds")] == [1750]
    assert "1 × Green tea , Post" in page(shop, f"/{reference}")


def test_another_amount_than_the_one_shown_does_not_go_back_and_is_shown_anew(shop):
    reference, merchant = sell(shop), shop.merchant()
    text = merchant.get(f"{ORDERS}/{reference}/refund").text
    shop.refunds.refund(reference, RefundWish(amount=Money.of("18.00", "EUR")), wish_id="meanwhile")

    answer = merchant.client.post(f"/en-gb{ORDERS}/{reference}/refund", data=hidden_fields_of(text))

    assert answer.status_code == 409
    assert "€12.00 would go back now, not €30.00" in text_of(answer)
    assert [row["amount_minor"] for row in shop.rows("refunds")] == [1800]
    agreed = merchant.client.post(f"/en-gb{ORDERS}/{reference}/refund", data=hidden_fields_of(answer.text))
    assert agreed.status_code == 303
    assert [row["amount_minor"] for row in shop.rows("refunds")] == [1800, 1200]


@pytest.mark.parametrize("shown", ["", "-1", "12.50", "9" * 5000])
def test_a_form_without_the_amount_that_was_shown_is_not_ours(shop, shown):
    reference, merchant = sell(shop), shop.merchant()
    fields = hidden_fields_of(merchant.get(f"{ORDERS}/{reference}/refund").text)

    answer = merchant.client.post(f"/en-gb{ORDERS}/{reference}/refund", data={**fields, "shown": shown})

    assert (answer.status_code, shop.rows("refunds")) == (400, [])


def test_no_more_of_one_than_can_be_bought_is_a_number_of_goods(shop):
    order = shop.checkout.order(sell(shop))[0]

    assert read_wish({"line-0": "9999"}, order).lines == {"tea": 9999}
    for text in ("10000", "9" * 5000, "²", "-1", "1.5"):
        with pytest.raises(MalformedRequest):
            read_wish({"line-0": text}, order)


def test_what_is_asked_of_two_lines_of_one_sku_is_added_up(shop):
    order = shop.checkout.order(sell(shop))[0]
    twice = replace(order, lines=order.lines * 2)

    assert read_wish({"line-0": "1", "line-1": "2"}, twice).lines == {"tea": 3}
    assert read_wish({"line-0": "0", "line-1": ""}, twice).is_everything


def test_an_amount_alone_can_go_back_also_with_a_comma(shop):
    reference = sell(shop)

    refund(shop, reference, amount="2,50")

    assert [row["amount_minor"] for row in shop.rows("refunds")] == [250]


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({"amount": "31.00"}, 409, "is more than the €30.00"),
        ({"amount": "much"}, 422, "is not an exact amount"),
        ({"amount": "1.00", "line-0": "1"}, 422, "either an amount, or lines and delivery"),
        ({"line-0": "3"}, 409, "cannot be refunded"),
        ({"line-0": "-1"}, 400, "could not be read"),
    ],
)
def test_a_refund_that_cannot_be_made_says_why(shop, asked, status, said):
    answer = look(shop, sell(shop), **asked)

    assert (answer.status_code, said in text_of(answer)) == (status, True)


def test_an_unpaid_order_has_no_refund(shop):
    reference = shop.pay(shop.quote(), DECLINED).order_reference

    assert "Give money back" not in page(shop, f"/{reference}")
    answer = look(shop, reference)
    assert (answer.status_code, "This order is not paid" in answer.text) == (409, True)


# The same on a terminal


def run(shop, *words):
    return shop.app.test_cli_runner().invoke(args=["storefront", "orders", *words])


def test_the_command_lists_what_the_page_lists(shop):
    sell(shop, AMERICAN)
    reference = sell(shop)

    assert reference in run(shop, "list", "--market", "de").output
    [row] = json.loads(run(shop, "list", "--market", "de", "--state", "placed", "--json").output)
    assert (row["reference"], row["total"]) == (reference, {"minor": 3000, "currency": "EUR"})
    assert run(shop, "list", "--since", "2026-11-22", "--json").output == "[]\n"


def test_the_command_sums_up_what_the_page_sums_up(shop):
    refund(shop, sell(shop), shipping="yes")
    sell(shop, JAPANESE)

    assert [line.split("  ", 1) for line in run(shop, "sales").output.splitlines()][:4] == [
        ["de: 1 orders"],
        ["", "taken                   30.00 EUR"],
        ["", "paid back               5.00 EUR"],
        ["", "in the shop's currency  24.00 GBP"],
    ]
    german, japanese = json.loads(run(shop, "sales", "--days", "2", "--json").output)
    assert (german["market"], japanese["own"]) == ("de", {"minor": 2400, "currency": "GBP"})
    assert german["by_day"] == [
        {"day": "2026-11-20", "own": {"minor": 0, "currency": "GBP"}},
        {"day": "2026-11-21", "own": {"minor": 2400, "currency": "GBP"}},
    ]


def test_the_command_shows_one_order_without_what_names_its_card(shop):
    reference = sell(shop)

    answer = run(shop, "show", reference, "--json")

    assert json.loads(answer.output)["attempts"][0]["attempt"]["state"] == "paid"
    assert VISA not in answer.output
    assert "2 × Green tea (tea): 25.00 EUR" in run(shop, "show", reference).output


def test_the_command_says_alike_in_both_forms_who_told_what_happened(shop):
    reference = sell(shop)

    told = json.loads(run(shop, "show", reference, "--json").output)["happenings"]

    lines = [line for line in run(shop, "show", reference).output.splitlines() if line.startswith("2026-")]
    assert {"shop"} <= {each["source"] for each in told}
    assert [line[21:] for line in lines] == [f"{each['source']}: {each['kind']}" for each in told]


def test_the_command_ends_with_1_where_something_waits(shop):
    reference = sell(shop)
    assert (run(shop, "attention").exit_code, run(shop, "attention").output) == (0, "Nothing waits.\n")

    break_attempt(shop, reference)

    answer = run(shop, "attention")
    assert (answer.exit_code, f"order {reference}:" in answer.output) == (1, True)
    [matter] = json.loads(run(shop, "attention", "--json").output)
    assert (matter["cause"], matter["order_reference"]) == ("unlike", reference)


def test_a_day_is_that_of_utc(shop):
    shop.clock.moment += timedelta(hours=11, minutes=59)
    sell(shop)

    assert "Most on 21 Nov 2026" in page(shop)
