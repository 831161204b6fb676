"""A refund that did not arrive: what was issued for it is taken back once, and what was not is never issued."""

from dataclasses import replace

import pytest

from storefront_plugin.documents import Kind
from storefront_plugin.events import OrderPaid, OrderRefunded, RefundFailed
from storefront_plugin.host import Refund
from storefront_plugin.money import Money
from storefront_plugin.outbox import Outbox
from tests.documents.papers import BERLIN, PAID_AT, VAT, order, paid, sellers

BOUGHT = order(rates=(VAT,))


def refund(id="rfd_1", text="5.00"):
    return Refund(id, Money.of(text, "EUR"), PAID_AT)


def refunded(made=None, bought=BOUGHT):
    return OrderRefunded(bought, made or refund(), (), PAID_AT)


def failed(made=None, bought=BOUGHT):
    return RefundFailed(bought, made or refund(), (), PAID_AT)


def issued(documents, reference=BOUGHT.reference):
    return [(each.kind, each.number) for each in documents.of_order(reference)]


def correction(documents):
    [entry] = [each for each in documents.latest(9) if each.kind is Kind.CORRECTION]
    return documents.document(entry.id)


def note_of(documents, kind=Kind.CREDIT_NOTE):
    [entry] = [each for each in documents.latest(9) if each.kind is kind]
    return documents.document(entry.id)


def test_a_credit_note_of_money_that_came_back_is_corrected_once(documents):
    documents.issue_invoice(paid(BOUGHT))
    documents.issue_credit_note(refunded())

    for _ in range(2):
        documents.issue_correction(failed())

    note, made = note_of(documents), correction(documents)
    assert (made.corrects.number, made.corrects.issued_on) == (note.number, note.issued_on)
    assert (made.total, made.taxes, made.seller, made.buyer) == (note.total, note.taxes, note.seller, note.buyer)
    html = documents.html(made.id)
    assert "CN-2026-00001" in html
    assert "INV-2026-00002" in html


def test_a_correction_of_a_credit_note_is_numbered_among_the_invoices(documents):
    documents.issue_invoice(paid(BOUGHT))
    documents.issue_credit_note(refunded())
    documents.issue_correction(failed())
    documents.issue_invoice(paid(order("B", rates=(VAT,))))

    assert correction(documents).number == "INV-2026-00002"
    assert issued(documents, "B") == [(Kind.INVOICE, "INV-2026-00003")]


def test_a_receipt_of_a_refund_that_came_back_is_corrected_beside_the_numbers(make_documents):
    documents = make_documents(sellers(replace(BERLIN, invoices=False)))
    documents.issue_credit_note(refunded())
    documents.issue_correction(failed())
    documents.issue_credit_note(refunded(refund("rfd_2")))

    assert issued(documents) == [
        (Kind.REFUND_RECEIPT, "K7F3Q2M9XA-R1"),
        (Kind.REFUND_RECEIPT, "K7F3Q2M9XA-R2"),
        (Kind.CORRECTION, "K7F3Q2M9XA-R1-C"),
    ]


@pytest.mark.parametrize("is_behind", [False, True])
def test_what_was_never_issued_is_neither_corrected_nor_issued_later(documents, database, clock, is_behind):
    after = {
        OrderPaid.kind: {"issue_invoice": documents.issue_invoice},
        RefundFailed.kind: {"issue_correction": documents.issue_correction},
    }
    outbox = Outbox(database, {}, after, clock)
    with database.write() as db:
        outbox.publish(db, paid(BOUGHT))
        outbox.publish(db, failed())

    documents.issue_credit_note(refunded())
    if is_behind:
        documents.issue_correction(failed())

    assert issued(documents) == [(Kind.INVOICE, "INV-2026-00001")]


def test_what_is_given_back_anew_tells_the_tax_anew(make_documents, rates):
    documents = make_documents(sellers(replace(BERLIN, seller=replace(BERLIN.seller, country="PL"))))
    bought = order(currency="USD", rates=(VAT,))
    documents.issue_invoice(paid(bought))
    for id in ("rfd_1", "rfd_2"):
        whole = Refund(id, bought.total, PAID_AT, taxes=bought.taxes)
        documents.issue_credit_note(refunded(whole, bought))
        if id == "rfd_1":
            documents.issue_correction(failed(whole, bought))

    found = [documents.document(each.id) for each in documents.of_order(bought.reference)]
    assert [str(each.restated.amount) for each in found] == ["29.14 PLN"] * 4
