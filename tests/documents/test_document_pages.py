"""Documents in the shop: issued when an order is paid, read by who may read the order, handled by command."""

import json
import re

import pytest

from storefront_plugin import Storefront
from storefront_plugin.checkout.refund import RefundWish
from storefront_plugin.documents import Documents, Kind
from storefront_plugin.errors import PdfNotInstalled
from storefront_plugin.events import OrderPaid, RefundFailed
from tests.checkout.tea_shop import SETTINGS, mounted, text_of
from tests.documents.papers import PAID_AT, order

SELLER = {
    "name": "Wren & Kettle GmbH",
    "address": ["Torstraße 140", "10119 Berlin"],
    "country": "DE",
    "time_zone": "Europe/Berlin",
    "invoices": True,
}


@pytest.fixture
def shop(database_url, now):
    made = mounted(database_url, now, {**SETTINGS, "sellers": {"main": SELLER}})
    yield made
    made.database.engine.dispose()


@pytest.fixture
def bought(shop):
    """A browser that has bought, and the path of its order's page."""
    browser = shop.browser()
    token = browser.pay(browser.quote()).json["order"]
    return browser, f"/storefront/orders/{token}"


def links_of(browser, page):
    return re.findall(r'href="([^"]*/documents/[^"]*)"', browser.get(page).text)


def run(shop, *words):
    return shop.app.test_cli_runner().invoke(args=["storefront", *words])


def reference_of(shop):
    return shop.host.placed[-1].reference


def test_a_paid_order_has_its_documents_on_its_page(shop, bought):
    browser, page = bought

    receipt, receipt_pdf, invoice, invoice_pdf = links_of(browser, page)

    assert "Wren &amp; Kettle GmbH" in browser.get(receipt).text
    assert "INV-2026-00001" in browser.get(invoice).text
    assert browser.get(invoice_pdf).data.startswith(b"%PDF-")
    assert receipt_pdf == f"{receipt}?format=pdf"


def test_a_document_is_private_and_nothing_in_it_runs(bought):
    browser, page = bought

    answer = browser.get(links_of(browser, page)[2])

    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"]
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        policy,
    )


def test_a_pdf_is_named_after_its_number(bought):
    browser, page = bought

    answer = browser.get(links_of(browser, page)[3])

    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == "inline; filename=INV-2026-00001.pdf"


def test_somebody_else_s_documents_are_not_there(shop, bought):
    browser, page = bought
    [*_, invoice, _] = links_of(browser, page)

    assert [who.get(invoice).status_code for who in (shop.browser(), shop.browser("eve"))] == [404, 404]


def test_one_s_own_order_opens_nobody_else_s_document(shop, bought):
    browser, page = bought
    [*_, invoice, _] = links_of(browser, page)
    eve = shop.browser("eve")
    own = eve.pay(eve.quote()).json["order"]

    stolen = f"/storefront/orders/{own}/documents/{invoice.rsplit('/', 1)[1]}"

    assert eve.get(f"/storefront/orders/{own}").status_code == 200
    assert eve.get(stolen).status_code == 404


def test_where_pdf_cannot_be_made_there_is_none(shop, bought, monkeypatch):
    browser, page = bought

    def lacking(html):
        raise PdfNotInstalled

    monkeypatch.setattr("storefront_plugin.documents.printing.pdf_of", lacking)
    answer = browser.get(links_of(browser, page)[3])

    assert answer.status_code == 404
    assert "Dieses Dokument gibt es nicht als PDF." in text_of(answer)


def test_money_back_has_a_credit_note(shop, bought):
    shop.refunds.refund(reference_of(shop), RefundWish(), wish_id="w1")

    entries = shop.parts[Documents].of_order(reference_of(shop))
    assert [each.kind for each in entries] == [Kind.RECEIPT, Kind.INVOICE, Kind.CREDIT_NOTE]
    [note] = [each for each in entries if each.kind is Kind.CREDIT_NOTE]
    document = shop.parts[Documents].document(note.id)
    assert (document.number, document.corrects.number) == ("CN-2026-00001", "INV-2026-00001")
    assert document.total == shop.host.placed[-1].total
    assert document.net + document.tax == document.total


def test_money_that_did_not_arrive_is_corrected_and_told(shop, bought, caplog):
    caplog.set_level("INFO")
    made = shop.refunds.refund(reference_of(shop), RefundWish(), wish_id="w1").refund

    with shop.database.write() as db:
        shop.outbox.publish(db, RefundFailed(shop.host.placed[-1], made, (), PAID_AT))

    entries = shop.parts[Documents].of_order(reference_of(shop))
    assert [(each.kind, each.number) for each in entries][2:] == [
        (Kind.CREDIT_NOTE, "CN-2026-00001"),
        (Kind.CORRECTION, "INV-2026-00002"),
    ]
    assert "the letter about refund_failed:" in caplog.text
    browser, page = bought
    assert "INV-2026-00002" in browser.get(page).text
    assert "about     CN-2026-00001 of 2026-11-21" in run(shop, "documents", "show", "INV-2026-00002").output


# By command


def test_documents_are_listed_shown_and_rendered(shop, bought, tmp_path):
    listed = json.loads(run(shop, "documents", "list", "--order", reference_of(shop), "--json").output)
    shown = run(shop, "documents", "show", "INV-2026-00001").output
    facts = json.loads(run(shop, "documents", "show", "INV-2026-00001", "--json").output)
    run(shop, "documents", "render", "INV-2026-00001", "--to", str(tmp_path / "invoice.html"))
    run(shop, "documents", "render", "INV-2026-00001", "--pdf", "--to", str(tmp_path / "invoice.pdf"))

    browser, page = bought
    assert {each["number"] for each in listed} == {"INV-2026-00001", reference_of(shop)}
    assert "invoice INV-2026-00001 of 2026-11-21" in shown
    assert facts["seller"]["name"] == "Wren & Kettle GmbH"
    assert (tmp_path / "invoice.html").read_text() == browser.get(links_of(browser, page)[2]).text
    assert (tmp_path / "invoice.pdf").read_bytes() == browser.get(links_of(browser, page)[3]).data


def test_a_document_that_is_not_there_is_an_error(shop):
    answer = run(shop, "documents", "show", "INV-2026-00009")

    assert (answer.exit_code, "There is no document INV-2026-00009." in answer.output) == (1, True)


def test_a_buyer_is_told_of_trouble_by_command(shop, bought, caplog):
    caplog.set_level("INFO")
    answer = run(shop, "orders", "notice", reference_of(shop), "--kind", "delayed", "--note", "Zwei Tage.")
    again = run(shop, "orders", "notice", reference_of(shop), "--kind", "delayed", "--note", "Zwei Tage.")
    unknown = run(shop, "orders", "notice", "unknown", "--kind", "delayed")

    assert again.output == f"The buyer of {reference_of(shop)} was told before, in the same words: delayed.\n"
    assert answer.output == f"The buyer of {reference_of(shop)} is told: delayed.\n"
    assert "the letter about notice_given:" in caplog.text
    assert "Zwei Tage" not in caplog.text
    assert (unknown.exit_code, "There is no paid order unknown." in unknown.output) == (1, True)


def test_a_shop_tells_a_buyer_of_trouble(shop, bought, caplog):
    caplog.set_level("INFO")

    with shop.app.app_context():
        Storefront().give_notice(reference_of(shop), "late")
        with pytest.raises(ValueError, match="lost"):
            Storefront().give_notice(reference_of(shop), "lost")

    assert caplog.text.count("the letter about notice_given:") == 1


def test_a_shop_with_its_own_checkout_writes_its_own_letters(shop, bought, caplog):
    caplog.set_level("INFO")
    with shop.database.write() as db:
        shop.outbox.publish(db, OrderPaid(order("OWN"), PAID_AT, is_hosts_own=True))

    assert shop.parts[Documents].of_order("OWN") == []
    assert "order_paid:OWN" not in caplog.text
