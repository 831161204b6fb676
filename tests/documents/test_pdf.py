"""Documents on paper: the same bytes each time, every script, nothing from anywhere; and without the extra."""

import re
import subprocess
import sys
import zlib

import pytest

from storefront_plugin.documents import Kind, printing
from storefront_plugin.documents.composing import document_of_order
from storefront_plugin.errors import PdfNotInstalled
from tests.documents.papers import BERLIN, PAID_AT, VAT, order

pytest.importorskip("weasyprint")

NAMES = {
    "de-DE": "Teekanne „Öl“",
    "ar-AE": "إبريق شاي",
    "he-IL": "קומקום",
    "ja-JP": "常滑焼 急須",
    "zh-Hans": "宜兴紫砂壶",
    "zh-Hant-TW": "宜興紫砂壺",
    "th-TH": "กาน้ำชาเซรามิก",
}


@pytest.fixture
def html_in(stationery):
    def make(locale: str) -> str:
        bought = order(locale=locale, goods=(("pot", NAMES[locale], 1, "23.80"),), rates=(VAT,))
        paid_on = PAID_AT.date()
        return stationery.document(
            document_of_order(Kind.INVOICE, bought, BERLIN, id="x", issued_at=PAID_AT, paid_on=paid_on)
        )

    return make


def code_points(pdf: bytes) -> set[str]:
    """The characters that its glyphs stand for."""
    maps = [part for part in streams_of(pdf) if b"beginbfchar" in part]
    coded = re.findall(rb"<[0-9a-fA-F]+> <([0-9a-fA-F]+)>", b"\n".join(maps))
    return set("".join(bytes.fromhex(each.decode()).decode("utf-16-be", "ignore") for each in coded))


def streams_of(pdf: bytes) -> list[bytes]:
    return [_inflated(each) for each in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)]


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


@pytest.mark.parametrize("locale", NAMES)
def test_every_script_is_printed_twice_to_the_same_bytes(html_in, locale):
    html = html_in(locale)

    first, second = printing.pdf_of(html), printing.pdf_of(html)

    assert first == second
    assert first.startswith(b"%PDF-")
    # Of a consonant and its vowel signs only the first is told for the glyph they share.
    letters = {each for each in NAMES[locale] if each.isalpha() and each != "\N{THAI CHARACTER SARA AM}"}
    assert letters <= code_points(first)


def test_another_process_prints_the_same_bytes(html_in):
    script = (
        "import hashlib, sys; from storefront_plugin.documents.printing import pdf_of; "
        "print(hashlib.sha256(pdf_of(sys.stdin.read())).hexdigest())"
    )

    told = [
        subprocess.run(
            [sys.executable, "-c", script], input=html_in("ja-JP"), capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    ]

    assert told[0] == told[1]


def test_it_was_made_when_it_was_issued(html_in):
    parts = streams_of(printing.pdf_of(html_in("de-DE")))

    assert [date for part in parts for date in re.findall(rb"/CreationDate ?\(([^)]*)\)", part)] == [
        b"D:20261121120000Z"
    ]


def test_nothing_is_fetched_for_it():
    printing.pdf_of('<img src="http://127.0.0.1:9/x.png"><img src="file:///etc/hostname"><p>Tea</p>')


def test_without_the_extra_it_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)

    with pytest.raises(PdfNotInstalled):
        printing.pdf_of("<p>Tea</p>")
    assert not printing.is_installed()
