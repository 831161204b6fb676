"""Money that goes back in parts: each document sums up by itself, and all of them are the invoice."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from threading import Barrier

import pytest

from storefront_plugin.checkout.refund import RefundWish, decide_refund, left_of
from storefront_plugin.documents import Kind, Seller, Sellers, SellerTerms
from storefront_plugin.events import OrderRefunded
from storefront_plugin.host import Refund, TaxRate
from storefront_plugin.money import Money
from storefront_plugin.money import total as sum_of
from tests.documents.papers import BERLIN, PAID_AT, REDUCED, VAT, order, paid, sellers

WARSAW = SellerTerms(Seller("Wróbel", ("ul. Długa 1", "00-238 Warszawa"), "PL"), "pl", invoices=True)
STANDARD = TaxRate("USt.", Decimal("0.19"), skus=frozenset({"pot"}))
ADDED = TaxRate("VAT", Decimal("0.20"), included=False)
CGST, SGST = TaxRate("CGST", Decimal("0.09")), TaxRate("SGST", Decimal("0.09"))
THREE_CUPS = (("cup", "Cup", 3, "3.33"),)


def amount(text, currency="EUR"):
    return RefundWish(amount=Money.of(text, currency))


def credit_notes(documents, bought, *wishes):
    """The invoice, and the credit notes of these wishes in their order."""
    documents.issue_invoice(paid(bought))
    made = []
    for wish in wishes:
        step = Money(1, bought.total.currency)
        left = left_of(bought, made)
        made.append(decide_refund(bought, made, left, wish, id=f"r{len(made)}", step=step, made_at=PAID_AT))
        documents.issue_credit_note(OrderRefunded(bought, made[-1], tuple(made[:-1]), PAID_AT))
    issued = [documents.document(each.id) for each in documents.of_order(bought.reference)]
    by_number = sorted((each for each in issued if each.kind is Kind.CREDIT_NOTE), key=lambda each: each.number)
    return next(each for each in issued if each.kind is Kind.INVOICE), by_number


def sums(document):
    return tuple(str(each.amount) for each in (document.net, document.tax, document.total))


def test_all_that_is_left_after_an_amount_is_told_by_itself(documents):
    bought = order(goods=(("pot", "Pot", 1, "119.00"),), shipping="0", rates=(VAT,))

    _, [first, last] = credit_notes(documents, bought, amount("11.90"), RefundWish())

    assert [sums(first), sums(last)] == [("10.00", "1.90", "11.90"), ("90.00", "17.10", "107.10")]
    assert (str(last.lines[0].total), str(last.given_before), last.rounding) == ("119.00 EUR", "-11.90 EUR", None)
    assert (last.untaxed, [str(tax.net) for tax in last.taxes]) == (None, ["90.00 EUR"])
    html = documents.html(last.id)
    assert "-11,90\u00a0€" in html
    assert "Ohne Steuer" not in html


def test_true_rounding_is_told_apart_from_what_was_given_back(documents):
    bought = order(currency="CHF", locale="de-CH", rates=(VAT,), rounding="-0.01")

    _, [first, last] = credit_notes(documents, bought, amount("10.00", "CHF"), RefundWish())

    assert (first.rounding, str(last.rounding), str(last.given_before)) == (None, "-0.01 CHF", "-10.00 CHF")
    assert last.rounding_name == "Rundung"
    assert [str(tax.net) for tax in last.taxes] == [str(last.net)]


WISHES = {
    "unit by unit": [RefundWish(lines={"cup": 1})] * 3,
    "an amount first": [amount("3.21"), RefundWish(lines={"cup": 1}), RefundWish()],
    "amounts alone": [amount("0.01"), amount("5.55"), amount("0.02"), RefundWish()],
}


@pytest.mark.parametrize("wishes", WISHES.values(), ids=list(WISHES))
@pytest.mark.parametrize(
    "rates",
    [
        (VAT,),
        (ADDED,),
        (CGST, SGST),
        (replace(REDUCED, skus=frozenset({"cup"})), STANDARD),
        (replace(VAT, skus=frozenset({"cup"})),),
    ],
    ids=["contained", "added", "shared", "two rates", "in part"],
)
def test_parts_of_an_invoice_sum_to_it(documents, rates, wishes):
    bought = order(goods=(*THREE_CUPS, ("pot", "Pot", 1, "1.05")), shipping="1.01", rates=rates)
    wishes = [*wishes, RefundWish()] if wishes[-1] != RefundWish() else wishes

    invoice, notes = credit_notes(documents, bought, *wishes)

    zero = Money.zero("EUR")
    for tell in ("net", "tax", "total"):
        assert sum_of([getattr(each, tell) for each in notes], "EUR") == getattr(invoice, tell)
    assert sum_of([each.untaxed or zero for each in notes], "EUR") == (invoice.untaxed or zero)
    for each in notes:
        bases = {tax.skus: tax.net for tax in each.taxes}
        assert sum_of([*bases.values(), each.untaxed or zero], "EUR") == each.net
        added = [tax.amount for tax in each.taxes if not tax.included]
        rows = [*(line.total for line in each.lines), *added, each.given_before or zero, each.rounding or zero]
        assert not each.lines or sum_of(rows, "EUR") == each.total


def test_a_line_whose_tax_was_given_back_by_amount_tells_what_is_left(documents):
    rates = (replace(REDUCED, skus=frozenset({"tea"})), STANDARD)
    bought = order(goods=(("tea", "Tea", 1, "100.00"), ("pot", "Pot", 1, "100.00")), shipping="0", rates=rates)

    invoice, notes = credit_notes(
        documents, bought, amount("80.00"), RefundWish(lines={"tea": 1}), RefundWish(lines={"pot": 1})
    )

    assert [str(each.total) for each in notes] == ["80.00 EUR", "100.00 EUR", "20.00 EUR"]
    assert [each.untaxed for each in notes] == [None] * 3
    assert sum_of([each.tax for each in notes], "EUR") == invoice.tax
    assert sums(notes[2]) == ("16.81", "3.19", "20.00")


def test_a_tax_told_in_the_seller_s_money_goes_back_whole(make_documents):
    documents = make_documents(sellers(WARSAW))
    bought = order(currency="USD", locale="en-US", goods=THREE_CUPS, shipping="0", rates=(VAT,))

    invoice, notes = credit_notes(documents, bought, *[RefundWish(lines={"cup": 1})] * 3)

    assert [str(each.restated.amount) for each in notes] == ["1.97 PLN", "1.94 PLN", "1.93 PLN"]
    assert sum_of([each.restated.amount for each in notes], "PLN") == invoice.restated.amount


def test_a_credit_note_bears_seller_and_buyer_of_its_invoice(documents, make_documents):
    bought = order(rates=(VAT,))
    documents.issue_invoice(paid(bought))
    moved = SellerTerms(Seller("Wren AG", ("Bahnhofstrasse 1", "8001 Zürich"), "CH"), "swiss", invoices=True)

    make_documents(Sellers(moved)).issue_credit_note(refunded(bought))

    invoice, note = (
        next(documents.document(each.id) for each in documents.of_order(bought.reference) if each.kind is kind)
        for kind in (Kind.INVOICE, Kind.CREDIT_NOTE)
    )
    assert (note.seller, note.buyer) == (invoice.seller, invoice.buyer)


def test_a_credit_note_is_numbered_by_who_issued_the_invoice(documents, make_documents):
    bought = order(rates=(VAT,), market="ch")
    documents.issue_invoice(paid(bought))
    swiss = SellerTerms(Seller("Wren AG", ("Bahnhofstrasse 1",), "CH"), "swiss", invoices=True)
    now = make_documents(Sellers(BERLIN, {"ch": swiss}))

    now.issue_credit_note(refunded(bought))
    other = order("B", rates=(VAT,))
    now.issue_invoice(paid(other))
    now.issue_credit_note(refunded(other, "rfd_2"))

    numbers = [each.number for each in documents.latest(9) if each.kind is Kind.CREDIT_NOTE]
    assert sorted(numbers) == ["CN-2026-00001", "CN-2026-00002"]


def test_refunds_at_once_have_their_receipts_at_once(make_documents):
    documents = make_documents(sellers(replace(BERLIN, invoices=False)))
    bought, together = order(rates=(VAT,)), Barrier(8)

    def issue(place):
        together.wait()
        # Each refund is told of twice.
        documents.issue_credit_note(refunded(bought, f"rfd_{place // 2}"))

    with ThreadPoolExecutor(8) as threads:
        for done in [threads.submit(issue, place) for place in range(8)]:
            done.result()

    numbers = sorted(each.number for each in documents.of_order(bought.reference))
    assert numbers == [f"K7F3Q2M9XA-R{number}" for number in range(1, 5)]


def test_what_was_never_charged_is_not_called_paid_back(documents):
    bought = order(locale="en-GB", rates=(VAT,))
    documents.issue_invoice(paid(bought))
    less = Refund("rfd_1", Money.of("5.00", "EUR"), PAID_AT, is_uncollected=True)

    documents.issue_credit_note(OrderRefunded(bought, less, (), PAID_AT))

    [note] = [each for each in documents.of_order(bought.reference) if each.kind is Kind.CREDIT_NOTE]
    html = documents.html(note.id)
    assert "This was never charged, so that nothing is paid back." in html
    assert "Paid back" not in html


@pytest.mark.parametrize(
    ("issues_invoices", "told"),
    [
        (True, "Paid on 21 November 2026. A credit note takes back what was never charged."),
        (False, "Paid on 21 November 2026.</p>"),
    ],
)
def test_a_paper_of_a_sale_says_what_of_it_was_charged(make_documents, issues_invoices, told):
    documents = make_documents(sellers(replace(BERLIN, invoices=issues_invoices)))
    event = replace(paid(order(locale="en-GB", rates=(VAT,))), uncollected=Money.of("44.96", "EUR"))

    documents.issue_receipt(event)
    documents.issue_invoice(event)

    papers = documents.of_order(event.order.reference)
    assert [each.kind for each in papers] == [Kind.RECEIPT, *([Kind.INVOICE] if issues_invoices else [])]
    for each in papers:
        figures = re.findall(r"<bdi>(.*?)</bdi>", documents.html(each.id).partition("<tfoot>")[2])
        assert figures[:3] == ["€49.96", "€44.96", "€5.00"]
        assert "Paid in full" not in documents.html(each.id)
    assert told in documents.html(papers[-1].id)


def refunded(bought, id="rfd_1"):
    return OrderRefunded(bought, Refund(id, Money.of("2.00", "EUR"), PAID_AT), (), PAID_AT)
