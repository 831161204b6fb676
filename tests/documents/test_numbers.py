"""Numbers follow one another, for each seller and each year, whoever issues at once and whatever fails."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from jinja2 import DictLoader

from storefront_plugin.documents import Kind, NumberFormat, Sellers, Stationery
from storefront_plugin.resources import resource_dir
from storefront_plugin.texts import Catalogues
from tests.documents.papers import BERLIN, VAT, order, paid


def numbers(documents, kind=Kind.INVOICE):
    return sorted(each.number for each in documents.latest(1000) if each.kind is kind)


def invoice(documents, reference, **changed):
    documents.issue_invoice(paid(order(reference, rates=(VAT,), **changed)))


def test_a_number_is_written_as_the_seller_wants():
    assert NumberFormat("INV-{year}-{number:05}").write(2026, 42) == "INV-2026-00042"
    assert NumberFormat("{number}/{year}").write(2026, 42) == "42/2026"


@pytest.mark.parametrize(
    "text",
    [
        "INV-{number}",
        "INV-{year}",
        "{year}{number}{number}",
        "{year.real}{number}",
        "{year}{number:x}",
        "{year}{number!r}",
        "{year}-{number:05}{",
        "{year}-{number:99}",
        "{0}{year}{number}",
        "{year}{number}" + "x" * 40,
    ],
)
def test_a_form_that_would_repeat_or_break_is_refused(text):
    with pytest.raises(ValueError, match=re.escape(text)):
        NumberFormat(text)


def test_each_order_has_the_next_number(documents):
    for reference in ("A", "B", "C"):
        invoice(documents, reference)

    assert numbers(documents) == ["INV-2026-00001", "INV-2026-00002", "INV-2026-00003"]


def test_what_is_told_twice_is_issued_once_and_takes_one_number(documents):
    for _ in range(2):
        documents.issue_receipt(paid())
        documents.issue_invoice(paid())
    invoice(documents, "B")

    assert numbers(documents) == ["INV-2026-00001", "INV-2026-00002"]
    assert numbers(documents, Kind.RECEIPT) == ["K7F3Q2M9XA"]


def test_32_at_once_leave_no_gap_and_no_double(documents):
    together = Barrier(32)

    def issue(place):
        together.wait()
        # Each order is told of twice.
        invoice(documents, f"ORDER{place // 2}")

    with ThreadPoolExecutor(32) as threads:
        for done in [threads.submit(issue, place) for place in range(32)]:
            done.result()

    assert numbers(documents) == [f"INV-2026-{number:05}" for number in range(1, 17)]


def test_an_issue_that_fails_leaves_no_gap(documents, make_documents):
    torn = {"storefront/documents/document.html": "{{ 1 / 0 }}"}
    broken = make_documents(stationery=Stationery(DictLoader(torn), Catalogues(resource_dir("translations"))))
    invoice(documents, "A")
    with pytest.raises(ZeroDivisionError):
        invoice(broken, "B")

    invoice(documents, "C")

    assert numbers(documents) == ["INV-2026-00001", "INV-2026-00002"]


def test_a_year_begins_where_the_seller_is(documents, clock):
    clock.moment = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    invoice(documents, "A")
    clock.go(minutes=1)

    invoice(documents, "B")

    assert numbers(documents) == ["INV-2026-00001", "INV-2027-00001"]


def test_each_seller_counts_for_itself(make_documents):
    tokyo = replace(BERLIN, key="tokyo", time_zone=ZoneInfo("Asia/Tokyo"))
    documents = make_documents(Sellers(BERLIN, {"jp": tokyo}))

    invoice(documents, "A")
    invoice(documents, "B", market="jp")

    assert numbers(documents) == ["INV-2026-00001", "INV-2026-00001"]
    assert len(documents.named("INV-2026-00001")) == 2


def test_a_seller_who_issues_no_invoices_gives_receipts_alone(make_documents):
    documents = make_documents(Sellers(replace(BERLIN, invoices=False)))

    documents.issue_receipt(paid())
    documents.issue_invoice(paid())

    assert [each.kind for each in documents.of_order("K7F3Q2M9XA")] == [Kind.RECEIPT]
