"""The link in the letter shows an order on any device, for a while; a new one goes to the buyer's own address alone."""

import html
import logging
import re

import pytest
import time_machine

from storefront_plugin.checkout import till
from storefront_plugin.checkout.order_links import OrderLinks
from storefront_plugin.outbox import Outbox
from tests.checkout.tea_shop import BERLIN, mounted, text_of

START = "2026-11-21T12:00:00Z"


@pytest.fixture(autouse=True)
def signed_at():
    """Signatures know only the real time."""
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def shop(database_url, now):
    """The shop as a developer has it: its log shows the letters."""
    made = mounted(database_url, now, DEBUG=True)
    yield made
    made.database.engine.dispose()


@pytest.fixture
def order(shop):
    return shop.checkout.order(shop.pay(shop.quote()).order_reference)[0]


@pytest.fixture
def address(shop, order):
    """The link's path, as the letter names it."""
    with shop.app.test_request_context("/"):
        return shop.parts[OrderLinks].address(order).removeprefix("http://localhost")


def letters_in(caplog):
    return [record.getMessage() for record in caplog.records if "storefront/orders/link/" in record.getMessage()]


def ask(shop, address, email):
    browser = shop.browser()
    data = {"storefront_token": browser.token(), "email": email}
    return browser.client.post(address, data=data)


def events_of(shop):
    return [row["kind"] for row in shop.rows("events") if row["kind"] == "order_link_asked"]


# Reading


def test_whoever_holds_the_link_reads_the_order_on_any_device(shop, order, address):
    answer = shop.app.test_client().get(address)

    assert answer.status_code == 200
    assert order.reference in text_of(answer)
    assert "12,50 €" in html.unescape(answer.text).replace("\xa0", " ")


def test_the_page_names_neither_the_address_nor_the_e_mail_and_offers_nothing_to_do(shop, order, address):
    text = shop.app.test_client().get(address).text

    assert [each for each in (BERLIN.name, *BERLIN.lines, BERLIN.postcode, order.email) if each in text] == []
    assert "<form" not in text


def test_the_page_is_kept_by_nobody_and_tells_no_other_site_its_address(shop, address):
    headers = shop.app.test_client().get(address).headers

    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Robots-Tag"] == "noindex"


def test_it_leads_to_the_documents(shop, address):
    client = shop.app.test_client()
    listed = client.get(address).text.split('<ul class="storefront-documents">')[1]

    document = re.search(r'href="([^"]*)"', listed)[1]

    assert client.get(document).status_code == 200


def test_it_is_in_the_edition_that_the_order_was_made_in(address):
    assert address.startswith("/de-de/storefront/orders/link/")


def test_its_token_opens_no_page_that_asks_for_the_cookie(shop, address):
    token = address.rpartition("/")[2]

    assert shop.app.test_client().get(f"/de-de/storefront/orders/{token}").status_code == 404
    assert shop.app.test_client().get(f"/de-de/storefront/api/v1/orders/{token}").status_code == 404


@pytest.mark.parametrize("token", ["x", "IlJFRiI.aSBpw.forged"])
def test_a_forged_link_is_a_404(shop, token):
    assert shop.app.test_client().get(f"/de-de/storefront/orders/link/{token}").status_code == 404


def test_the_token_of_the_order_s_own_page_is_no_link(shop, order):
    with shop.app.test_request_context("/"):
        token = till.order_token(order.reference)

    assert shop.app.test_client().get(f"/de-de/storefront/orders/link/{token}").status_code == 404


# When it has expired


def test_a_link_holds_for_thirty_days(shop, address, signed_at):
    signed_at.move_to("2026-12-21T12:00:00Z")

    assert shop.app.test_client().get(address).status_code == 200


@pytest.fixture
def expired(address, signed_at):
    signed_at.move_to("2026-12-21T12:00:01Z")
    return address


def test_an_expired_link_says_how_to_get_a_new_one(shop, order, expired):
    answer = shop.app.test_client().get(expired)

    assert (answer.status_code, answer.headers["Referrer-Policy"]) == (410, "same-origin")
    assert 'type="email"' in answer.text
    assert "12,50" not in answer.text


def test_an_expired_link_opens_no_document(shop, address, signed_at):
    client = shop.app.test_client()
    document = re.search(r'href="([^"]*/documents/[^"]*)"', client.get(address).text)[1]

    signed_at.move_to("2026-12-21T12:00:01Z")

    assert client.get(document).status_code == 404


def test_a_new_link_goes_to_the_address_of_the_order(shop, expired, caplog):
    with caplog.at_level(logging.DEBUG, logger="storefront_plugin.documents"):
        ask(shop, expired, " ADA@example.org ")

    [letter] = letters_in(caplog)
    link = re.search(r"/de-de/storefront/orders/link/[\w.-]+", letter)[0]
    assert link != expired
    assert shop.app.test_client().get(link).status_code == 200


def test_who_asks_is_told_the_same_whatever_address_she_gives(shop, expired):
    answers = [ask(shop, expired, email) for email in ("ada@example.org", "eve@example.org", "")]

    assert {answer.status_code for answer in answers} == {200}
    assert len({text_of(answer) for answer in answers}) == 1
    assert events_of(shop) == ["order_link_asked"]


@pytest.mark.parametrize(("minutes", "letters"), [([0, 0, 59], 1), ([0, 0, 60], 2), ([59, 2], 2), ([0, 60, 60], 3)])
def test_one_letter_is_sent_in_each_hour_of_the_clock(shop, expired, minutes, letters):
    for passed in minutes:
        shop.clock.go(minutes=passed)
        ask(shop, expired, "ada@example.org")

    assert events_of(shop) == ["order_link_asked"] * letters


def test_asking_must_come_from_our_page(shop, expired):
    answer = shop.app.test_client().post(expired, data={"email": "ada@example.org"})

    assert answer.status_code == 403
    assert events_of(shop) == []


# In letters


def test_the_confirmation_carries_the_link(shop, caplog):
    browser = shop.browser()
    with caplog.at_level(logging.DEBUG, logger="storefront_plugin.documents"):
        browser.pay(browser.quote())

    assert len(letters_in(caplog)) == 1


def test_no_letter_believes_the_host_header(shop, order):
    shop.app.testing = shop.app.debug = False

    with shop.app.test_request_context("/", headers={"Host": "evil.test"}):
        assert shop.parts[OrderLinks].address(order) is None


def test_the_worker_sends_it_too(shop, order):
    shop.parts[Outbox].deliver_batch()

    assert all(row["done_at"] for row in shop.rows("outbox"))
