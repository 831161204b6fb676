"""Documents as they are issued, and as they stay."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DatabaseError

from storefront_plugin.documents import Document, Kind, Seller, SellerTerms
from storefront_plugin.documents.composing import document_of_order
from storefront_plugin.documents.tables import documents as documents_table
from storefront_plugin.errors import DocumentDamaged, DocumentUnknown, NoRate
from storefront_plugin.events import OrderRefunded
from storefront_plugin.host import Address, Refund, RefundedLine, TaxLine
from storefront_plugin.money import Money
from storefront_plugin.outbox import Outbox
from storefront_plugin.snapshots import decode, encode
from tests.documents.papers import BERLIN, PAID_AT, VAT, order, paid, sellers

WARSAW = SellerTerms(Seller("Wróbel", ("ul. Długa 1", "00-238 Warszawa"), "PL"), "pl", invoices=True)


def issued(documents, kind, reference="K7F3Q2M9XA"):
    [entry] = [each for each in documents.of_order(reference) if each.kind is kind]
    return documents.document(entry.id)


def refunded(bought, *, id="rfd_1", **told):
    amount = told.pop("amount", bought.total)
    return OrderRefunded(bought, Refund(id, amount, PAID_AT, **told), (), PAID_AT)


def test_an_invoice_says_who_sold_what_to_whom(documents):
    documents.issue_invoice(paid())

    html = documents.html(issued(documents, Kind.INVOICE).id)

    for told in [
        *("INV-2026-00001", "21. November 2026", "K7F3Q2M9XA"),
        *("Wren &amp; Kettle GmbH", "DE123456789", "HRB 123456"),
        *("Hauptstraße 1", "10115 Berlin"),
        *("Tea pot", "10,70\u00a0€", "Paket", "49,96\u00a0€"),
        *("41,98\u00a0€", "7,98\u00a0€", "19\u00a0%"),
    ]:
        assert told in html
    assert '<html lang="de-DE" dir="ltr">' in html


def test_a_document_is_in_the_order_s_language_wherever_it_is_issued(documents):
    documents.issue_receipt(paid(order(locale="ar-AE", currency="AED")))

    html = documents.html(issued(documents, Kind.RECEIPT).id)

    assert '<html lang="ar-AE" dir="rtl">' in html
    assert "المجموع" in html
    assert "21 نوفمبر 2026" in html


def test_what_a_shopper_wrote_is_text_and_nothing_else(documents):
    nasty = Address("<script>alert(1)</script>", ("{{ 7 * 7 }}",), "Berlin", "DE", "10115")
    documents.issue_receipt(paid(order(address=nasty)))

    html = documents.html(issued(documents, Kind.RECEIPT).id)

    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{ 7 * 7 }}" in html


def test_an_address_abroad_names_the_country_in_the_buyer_s_language(documents):
    documents.issue_receipt(paid(order(address=Address("Ada", ("Rue 1",), "Paris", "FR", "75001"))))

    assert issued(documents, Kind.RECEIPT).buyer == ("Ada", "Rue 1", "75001 Paris", "Frankreich")


# A document never changes


def test_a_document_is_the_same_each_time_to_the_byte(documents, make_documents, stationery):
    documents.issue_invoice(paid())
    document = issued(documents, Kind.INVOICE)

    first = documents.html(document.id)

    assert make_documents().html(document.id) == first
    # From the facts alone as well, as long as the templates and the texts are the same.
    assert stationery.document(document) == first


def test_a_document_says_what_it_said_before_more_could_be_told():
    plain = encode(
        document_of_order(Kind.RECEIPT, order(rates=(VAT,)), BERLIN, id="x", issued_at=PAID_AT, paid_on=PAID_AT.date())
    )

    assert not {"given_before", "untaxed", "is_uncollected", "uncollected"} & set(plain)
    assert encode(decode(Document, plain)) == plain


@pytest.mark.parametrize("change", [update(documents_table).values(number="X"), delete(documents_table)])
def test_the_database_lets_nobody_change_a_document(documents, database, change):
    documents.issue_receipt(paid())

    with pytest.raises(DatabaseError, match="only ever added to"), database.engine.begin() as db:
        db.execute(change)

    assert len(documents.latest(9)) == 1


def test_a_document_that_was_tampered_with_is_not_shown(documents, database):
    documents.issue_receipt(paid())
    [entry] = documents.latest(9)
    with database.engine.begin() as db:
        name = "no_update" if database.is_sqlite else "append_only ON storefront_documents"
        db.execute(text(f"DROP TRIGGER storefront_documents_{name}"))
        db.execute(update(documents_table).values(html="another"))

    with pytest.raises(DocumentDamaged):
        documents.html(entry.id)


def test_another_order_s_document_is_not_there(documents):
    documents.issue_receipt(paid(order("A")))
    documents.issue_receipt(paid(order("B")))
    [entry] = documents.of_order("A")

    assert documents.html(entry.id, of_order="A")
    for reference, id in (("B", entry.id), ("A", "unknown")):
        with pytest.raises(DocumentUnknown):
            documents.html(id, of_order=reference)


# The tax in the seller's money


def test_an_invoice_in_dollars_by_a_polish_seller_tells_the_tax_in_zloty(make_documents, rates):
    documents = make_documents(sellers(WARSAW))

    documents.issue_invoice(paid(order(currency="USD", locale="en-US", rates=(VAT,))))

    told = issued(documents, Kind.INVOICE).restated
    assert (str(told.amount), str(told.ratio), told.as_of, told.source) == (
        "29.14 PLN", "3.6512346", date(2026, 11, 20), "ECB",
    )  # fmt: skip
    assert rates.asked == [("USD", "PLN", date(2026, 11, 20))]
    html = documents.html(issued(documents, Kind.INVOICE).id)
    for words in ("Tax in PLN:", "PLN29.14", "1 USD = 3.6512346 PLN", "ECB, November 20, 2026"):
        assert words in html


def test_without_a_rate_the_invoice_waits_and_takes_no_number(make_documents, rates):
    documents = make_documents(sellers(WARSAW))
    rates.ratio = None
    with pytest.raises(NoRate):
        documents.issue_invoice(paid(order("A", currency="USD", rates=(VAT,))))

    rates.ratio = "3.65"
    documents.issue_invoice(paid(order("B", currency="USD", rates=(VAT,))))
    documents.issue_invoice(paid(order("A", currency="USD", rates=(VAT,))))

    assert issued(documents, Kind.INVOICE, "A").number == "INV-2026-00002"


# Money back


def test_a_credit_note_names_its_invoice_and_what_goes_back(make_documents):
    documents = make_documents(sellers(WARSAW))
    bought = order(currency="USD", locale="en-US", rates=(VAT,))
    documents.issue_invoice(paid(bought))
    tea = RefundedLine("tea", "Tea", 1, Money.of("10.70", "USD"))
    tax = TaxLine("USt.", VAT.rate, Money.of("1.71", "USD"), included=True, net=Money.of("8.99", "USD"))

    for _ in range(2):
        documents.issue_credit_note(refunded(bought, amount=tea.amount, lines=(tea,), taxes=(tax,)))

    note = issued(documents, Kind.CREDIT_NOTE)
    assert (note.number, note.corrects.number, note.corrects.issued_on) == (
        "CN-2026-00001", "INV-2026-00001", date(2026, 11, 21),
    )  # fmt: skip
    assert (str(note.total), str(note.net), str(note.restated.amount)) == ("10.70 USD", "8.99 USD", "6.24 PLN")
    assert note.restated.ratio == issued(documents, Kind.INVOICE).restated.ratio
    assert "This corrects invoice INV-2026-00001 of November 21, 2026." in documents.html(note.id)


def test_money_back_without_an_invoice_is_a_receipt(make_documents):
    documents = make_documents(sellers(replace(WARSAW, invoices=False)))
    bought = order(rates=(VAT,))

    documents.issue_credit_note(refunded(bought, id="rfd_1", amount=Money.of("5.00", "EUR")))
    documents.issue_credit_note(refunded(bought, id="rfd_2", amount=Money.of("2.00", "EUR")))

    assert [(each.kind, each.number) for each in documents.of_order(bought.reference)] == [
        (Kind.REFUND_RECEIPT, "K7F3Q2M9XA-R1"),
        (Kind.REFUND_RECEIPT, "K7F3Q2M9XA-R2"),
    ]


def test_an_invoice_that_still_waits_is_issued_before_its_credit_note(documents, database, clock):
    outbox = Outbox(database, {}, {}, clock)
    event = paid()
    with database.write() as db:
        outbox.publish(db, event)

    documents.issue_credit_note(refunded(event.order))

    assert issued(documents, Kind.CREDIT_NOTE).corrects.number == issued(documents, Kind.INVOICE).number
